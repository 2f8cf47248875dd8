"""A server that logs each request and its own surroundings as JSON: what the rehearsal gave it, byte for byte."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOCK = threading.Lock()
BUSY = [0]


class Handler(BaseHTTPRequestHandler):
    """Logs a request and answers with its number, so that the order of the answers can be seen."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer the health check; there are no execution parameters."""
        log("request", method="GET", path=self.path, headers=list(self.headers.items()), body="", parallel=0)
        self._answer(200 if self.path == "/ping" else 404, b"")

    def do_POST(self) -> None:
        """Answer an invocation after a while, so that requests sent at the same time meet."""
        with LOCK:
            BUSY[0] += 1
            parallel = BUSY[0]
        body = b"".join(self._chunks()) if "Transfer-Encoding" in self.headers else self._read()
        log(
            "request",
            method="POST",
            path=self.path,
            headers=list(self.headers.items()),
            body=body.hex() if len(body) < 500 else f"{len(body)} bytes",
            parallel=parallel,
        )
        if "DELAY" in os.environ:
            time.sleep(float(os.environ["DELAY"]) / int(body))
        with LOCK:
            BUSY[0] -= 1
        self._answer(200, body[:20])

    def _read(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, *_: object) -> None:
        """Log nothing else."""


def log(name: str, **values: object) -> None:
    """Print a line."""
    with LOCK:
        print(json.dumps({"is": name, **values}), flush=True)


def surroundings() -> dict[str, object]:
    """Return what the container can see of the way it is run."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    limits = [Path("/sys/fs/cgroup", name) for name in ("memory/memory.limit_in_bytes", "memory.max")]
    memory = os.statvfs("/dev/shm")  # noqa: S108 - no file is written there
    return {
        "arguments": Path("/proc/1/cmdline").read_text().split("\0")[:-1],
        "environment": dict(entry.split("=", 1) for entry in Path("/proc/self/environ").read_text().split("\0")[:-1]),
        "interfaces": [name for _, name in socket.if_nameindex()],
        "memory": next(path.read_text().strip() for path in limits if path.exists()),
        "cpus": sorted(os.sched_getaffinity(0)),
        "shared_memory": memory.f_blocks * memory.f_frsize,
        "no_new_privileges": status["NoNewPrivs"],
        "user": os.getuid(),
        "model": sorted(str(path.relative_to("/opt/ml/model")) for path in Path("/opt/ml/model").rglob("*")),
        "read_only": sorted(path for path in ("/opt/ml/model", "/etc", "/opt") if not os.access(path, os.W_OK)),
        "mounts": sorted(line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()),
    }


def main() -> None:
    """Log the surroundings, then serve until SIGTERM."""
    log("surroundings", **surroundings())
    server = ThreadingHTTPServer(("", 8080), Handler)
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    log("stopped")


if __name__ == "__main__":
    main()
