"""A registry of images on loopback: Debian's docker-registry, which accepts every push and pull."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

_CONFIGURATION = """version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {folder}}}}}
http: {{addr: "127.0.0.1:{port}"}}
"""
_START_SECONDS = 300


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Serve a registry that stores its images in a folder; yield the first part of its images' names."""
    port = _free_port()
    file = folder / "registry.yml"
    file.write_text(_CONFIGURATION.format(folder=folder / "images", port=port), "utf-8")
    with (
        (folder / "registry.log").open("wb") as log,
        subprocess.Popen(["docker-registry", "serve", file], stdout=log, stderr=log) as process,
    ):
        try:
            _wait(port, process)
            yield f"localhost:{port}"
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/v2/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the registry does not answer")
