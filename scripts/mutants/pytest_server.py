"""Runs tests in forks of a process that has loaded the packages of others, which takes longer than most tests.

Each line of standard input is a JSON list of pytest's arguments; each line of standard output has the exit status of
the run, negative for a signal, and what it printed.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import tempfile

# Limits of processor time, which other programs on the machine don't use up, and of time.
CPU_SECONDS, SECONDS = 120, 1800
PRELOADED = ("boto3", "flask", "hypothesis", "jsonschema", "moto.server", "pytest", "rich.live", "yaml")
SERVICES = ("sagemaker", "ecr", "s3", "iam", "sts", "logs", "cloudwatch", "pricing", "service-quotas", "account")


def main() -> None:
    """Serve until standard input ends."""
    _preload()
    for line in sys.stdin:
        with tempfile.TemporaryFile() as output:
            process = os.fork()
            if not process:
                _run(json.loads(line), output.fileno())
            _, status = os.waitpid(process, 0)
            # End what the tests have left, such as after the time limit.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            output.seek(0)
            print(json.dumps([os.waitstatus_to_exitcode(status), output.read().decode(errors="replace")]), flush=True)


def _preload() -> None:
    for name in PRELOADED:
        __import__(name)
    import botocore.loaders
    import botocore.session

    # The tests' own configuration wraps this function again, and so keeps the loaded models.
    loader = botocore.loaders.create_loader()
    botocore.loaders.create_loader = lambda *_args, **_options: loader
    for service in SERVICES:
        loader.load_service_model(service, "service-2")


def _run(arguments: list[str], output: int) -> None:
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    import pytest

    code = pytest.main(arguments)
    sys.stdout.flush()
    os._exit(int(code))


if __name__ == "__main__":
    main()
