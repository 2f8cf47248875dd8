"""Processes that the benchmarks measure: programs, and a sandbox in a separate process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PROGRAM = str(BIN / "sagemaker-marketplace")
# All programs run with their bytecode on disk and with buffered output, as they do in normal use.
_UNUSUAL = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in _UNUSUAL}
_SERVER = """
import json, sys
from sagemaker_marketplace.sandbox.server import running
with running(sys.argv[1]) as sandbox:
    print(json.dumps(sandbox.environment), flush=True)
    sys.stdin.read()
"""


class MeasurementFailed(Exception):
    """A program did not do what is measured."""


def run(command: Sequence[str], environment: Mapping[str, str] | None = None, folder: Path = ROOT) -> str:
    """Run a command and return its standard output, without surrounding spaces.

    Raises MeasurementFailed, with its output, if it fails.
    """
    variables = {**ENVIRONMENT, **(environment or {})}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MeasurementFailed(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def seconds(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    accepted: Collection[int] = (0,),
) -> float:
    """Run a command and return the elapsed seconds; its output goes to a file, so that no reader slows it down.

    Raises MeasurementFailed if its exit code is not an accepted one.
    """
    variables = {**ENVIRONMENT, **(environment or {})}
    with tempfile.TemporaryFile() as out:
        started = perf_counter()
        done = subprocess.run(command, cwd=folder, env=variables, stdout=out, stderr=out, check=False)
        elapsed = perf_counter() - started
        if done.returncode not in accepted:
            out.seek(0)
            text = out.read()[-4000:].decode(errors="replace")
            raise MeasurementFailed(f"{' '.join(command)[:200]} ended with {done.returncode}:\n{text}")
    return elapsed


@contextmanager
def sandbox(scenario: str | Mapping[str, Any] = "success") -> Iterator[dict[str, str]]:
    """Run a sandbox in a separate process until the block ends; yield the environment variables of its clients.

    `scenario` is a name or the content of a scenario file.
    """
    with tempfile.TemporaryDirectory() as folder:
        if not isinstance(scenario, str):
            file = Path(folder) / "scenario.yaml"
            file.write_text(yaml.safe_dump(dict(scenario)), "utf-8")
            scenario = str(file)
        command = [sys.executable, "-c", _SERVER, scenario]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
        ) as server:
            assert server.stdout  # noqa: S101 - for mypy
            yield json.loads(server.stdout.readline())
            server.communicate("")


def client(service: str, environment: Mapping[str, str]) -> Any:
    """Return boto3's client of a service of a sandbox, in us-east-1."""
    import boto3

    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
