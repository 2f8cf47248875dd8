"""Compares a plan with preflight, as a complete process, with the same calls made one after another by the AWS CLI.

Both call the sandbox, and make each call once. Run by `make bench`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import monotonic

from sagemaker_marketplace.sandbox.server import running

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
TIMES = 5
REGION = "us-east-2"
ROLE = "arn:aws:iam::123456789012:role/service-role/MarketplaceValidation"
BUCKET, MODEL, INPUT = "example-sagemaker-us-east-2", "churn-scorer/model.tar.gz", "churn-scorer/validation/input/"
IMAGE = ("--repository-name", "churn-scorer")
TYPES = ["application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json"]
FILTERS = (
    "--filters",
    f"Type=TERM_MATCH,Field=regionCode,Value={REGION}",
    "Type=TERM_MATCH,Field=instanceName,Value=ml.m5.large",
)


def cli_commands(scratch: str) -> list[list[str]]:
    """Return AWS CLI commands for the calls of a plan of examples/model-package.yaml; `scratch` is for downloads."""
    read, written = ("s3:GetObject", "s3:ListBucket"), ("s3:PutObject",)
    pull = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability")
    return [
        ["sts", "get-caller-identity"],
        ["sagemaker", "describe-model-package", "--model-package-name", "churn-scorer-dev"],
        ["ecr", "describe-images", *IMAGE, "--image-ids", "imageTag=dev"],
        ["ecr", "batch-get-image", *IMAGE, "--image-ids", "imageTag=dev", "--accepted-media-types", *TYPES],
        ["ecr", "describe-image-scan-findings", *IMAGE, "--image-id", "imageTag=dev"],
        ["s3api", "head-bucket", "--bucket", BUCKET],
        ["s3api", "head-object", "--bucket", BUCKET, "--key", MODEL],
        ["s3api", "get-object", "--bucket", BUCKET, "--key", MODEL, "--range", "bytes=0-65535", f"{scratch}/model"],
        ["s3api", "list-objects-v2", "--bucket", BUCKET, "--prefix", INPUT],
        ["iam", "get-role", "--role-name", "MarketplaceValidation"],
        *(
            ["iam", "simulate-principal-policy", "--policy-source-arn", ROLE, "--action-names", *actions]
            for actions in (read, written, pull, ("logs:CreateLogStream", "logs:PutLogEvents"))
        ),
        ["service-quotas", "list-service-quotas", "--service-code", "sagemaker"],
        ["pricing", "get-products", "--service-code", "AmazonSageMaker", *FILTERS, "--region", "us-east-1"],
    ]


def median_seconds(work: Callable[[], object]) -> float:
    """Return the median duration of several calls, in seconds."""
    seconds = []
    for _ in range(TIMES):
        start = monotonic()
        work()
        seconds.append(monotonic() - start)
    return median(seconds)


def main() -> None:
    """Print both medians and their ratio."""
    with running() as sandbox, tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, **sandbox.environment, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
        environment["AWS_RETRY_MODE"] = "standard"

        def run(*command: str) -> int:
            return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode

        plan = (str(BIN / "sagemaker-marketplace"), "plan", "examples/model-package.yaml")
        commands = [[str(BIN / "aws"), *command] for command in cli_commands(scratch)]
        failed = [command[1:3] for command in ([*plan], *commands) if run(*command)]
        if failed != [["sagemaker", "describe-model-package"]]:  # no resource has the name
            sys.exit(f"these commands failed: {failed}")
        ours, theirs = (
            median_seconds(lambda: run(*plan)),
            median_seconds(lambda: [run(*command) for command in commands]),
        )
    print(f"plan with preflight: {ours:.2f} s")
    print(f"{len(commands)} calls with the AWS CLI: {theirs:.2f} s")
    print(f"ratio: {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
