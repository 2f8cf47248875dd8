"""Serves the model as SageMaker requires: GET /ping, GET /execution-parameters and POST /invocations on port 8080."""

from __future__ import annotations

import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import content
import model

PORT = 8080
MODEL_FOLDER = Path("/opt/ml/model")
# The batches of a transform job, in MiB. A real-time request can be larger.
MAX_PAYLOAD_MB = 6


class Server(ThreadingHTTPServer):
    """Listens on all addresses: SageMaker does not connect from the container's loopback."""

    daemon_threads = True
    # More connections than the default of 5 can wait while threads start.
    request_queue_size = 64

    def __init__(self, trained: model.Model, port: int = PORT) -> None:
        """Bind the port; the model answers the requests."""
        self.trained = trained
        super().__init__(("", port), Handler)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    # Header and body of an answer in one packet each would wait for the client's acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer the health check and the parameters of a batch transform job."""
        if self.path == "/ping":
            self._answer(200, "text/plain", b"")
        elif self.path == "/execution-parameters":
            parameters = {
                "MaxConcurrentTransforms": os.cpu_count() or 1,
                "BatchStrategy": "MULTI_RECORD",
                "MaxPayloadInMB": MAX_PAYLOAD_MB,
            }
            self._answer(200, content.JSON, json.dumps(parameters).encode())
        else:
            self._answer(404, "text/plain", b"")

    def do_POST(self) -> None:
        """Predict for the rows of a request."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/invocations" or not length.isdigit():
            self.close_connection = True  # the body is not read
            self._answer(404 if self.path != "/invocations" else 411, "text/plain", b"")
            return
        body = self.rfile.read(int(length))
        content_type, accept = self.headers.get("Content-Type", ""), self.headers.get("Accept", "")
        try:
            predictions = [self.server.trained.predict(row) for row in content.read(body, content_type)]
            self._answer(200, *content.write(predictions, accept, content_type))
        except content.UnsupportedType as error:
            self._answer(415, "text/plain", f"{error}\n".encode())
        except ValueError as error:
            self._answer(400, "text/plain", f"{error}\n".encode())

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log failed requests only: health checks come every second."""
        if not str(code).startswith("2"):
            super().log_request(code, size)


def main() -> int:
    """Load the model, then serve it until SIGTERM; return the exit code."""
    # The model is loaded before the port is bound, so that no health check succeeds too early.
    server = Server(model.load(MODEL_FOLDER))
    # shutdown() waits for the loop of serve_forever(), which a signal handler interrupts.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    return 0
