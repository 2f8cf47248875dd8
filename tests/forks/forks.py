"""Starts a server that runs programs in forks of one process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).parent
PROGRAM = "sagemaker-marketplace"


@contextmanager
def running(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[dict[str, list[str]]]:
    """Yield the beginning of a command for each program; `environment` is that of the process to fork."""
    address = str(folder / "socket")
    serve = [sys.executable, str(FOLDER / "server.py"), address]
    pipe = subprocess.PIPE
    with subprocess.Popen(serve, env=environment, text=True, stdin=pipe, stdout=pipe) as server:
        assert server.stdout
        assert server.stdout.readline() == "ready\n"
        client = [sys.executable, "-IS", str(FOLDER / "client.py"), address]
        yield {name: [*client, name] for name in (PROGRAM, "aws")}
