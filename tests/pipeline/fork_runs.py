"""A program that forks a run for each line it reads, and prints the run's process ID and then its exit code.

All modules are loaded before the fork, so that a thousand runs take only minutes. A line is a JSON list: folder,
manifest, names of rules to ignore.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache

import botocore.loaders

# Before boto3, which imports it by name.
botocore.loaders.create_loader = cache(botocore.loaders.create_loader)

import boto3  # noqa: E402

from sagemaker_marketplace import pipeline, runner  # noqa: E402
from sagemaker_marketplace.aws.session import Account  # noqa: E402
from sagemaker_marketplace.context import Clock, Context, Workspace  # noqa: E402
from sagemaker_marketplace.create import stage as create  # noqa: E402
from sagemaker_marketplace.plan import stage as plan  # noqa: E402
from sagemaker_marketplace.preflight import stage as preflight  # noqa: E402
from sagemaker_marketplace.settings.settings import Settings  # noqa: E402
from sagemaker_marketplace.watch import stage as watch  # noqa: E402

LOADED = (create, plan, preflight, watch)


def run(root: str, file: str, ignore: list[str]) -> int:
    """Run create as the command line does."""
    # Following jobs waits for late log lines, so most kills would hit that wait.
    chosen = Settings(command="create", manifest=(file,), poll_seconds=0.05, ignore=tuple(ignore), follow_jobs=False)
    context = Context(lambda _role: Account("tests"), Clock(), Workspace(root, bound=True))
    return runner.run(chosen, pipeline.run(chosen, context), "text", lambda _: None).exit_code


def main() -> None:
    """Fork a run for each line; the service models are loaded once, before."""
    boto3.Session().client("sagemaker", region_name="us-east-1")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(run(*json.loads(line)))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
