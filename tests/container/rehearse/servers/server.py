"""A good inference server: the base of the images in `variants`, each of which has one fault."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MODEL = "/opt/ml/model"


class Handler(BaseHTTPRequestHandler):
    """Answers as SageMaker asks for: the sum of each line's numbers, times the model's factor."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    factor = 1.0
    limit = 100 << 20

    def routes(self) -> dict[str, Callable[[], None]]:
        """Return what answers GET requests, by path."""
        return {"/ping": self.ping, "/execution-parameters": self.parameters}

    def ping(self) -> None:
        """Answer GET /ping."""
        self.answer(200)

    def parameters(self) -> None:
        """Answer GET /execution-parameters."""
        answer = {"MaxConcurrentTransforms": 1, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6}
        self.answer(200, json.dumps(answer), "application/json")

    def invocations(self, body: str) -> None:
        """Answer POST /invocations."""
        if self.headers["Content-Type"].partition(";")[0] != "text/csv":
            self.answer(415, "text/csv is required\n", "text/plain")
            return
        try:
            scores = [self.score(line) for line in body.splitlines()]
        except ValueError as error:
            self.answer(400, f"{error}\n", "text/plain")
            return
        self.answer(200, "\n".join(map(str, scores)))

    def score(self, line: str) -> float:
        """Return the prediction for a line; raises ValueError."""
        return sum(map(float, line.split(","))) * self.factor

    def answer(self, status: int, body: str = "", content_type: str = "text/csv", **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        if body:
            self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self) -> None:
        """Route a request."""
        self.routes().get(self.path, lambda: self.answer(404))()

    def do_POST(self) -> None:
        """Route a request."""
        length = int(self.headers["Content-Length"])
        if length > self.limit:
            self.close_connection = True
            self.answer(413, "request entity too large\n", "text/plain")
        else:
            self.invocations(self.rfile.read(length).decode())

    def log_request(self, *_: object) -> None:
        """Log nothing."""


def load(name: str = "model.json") -> float:
    """Return the model's factor."""
    return float(json.loads(Path(MODEL, name).read_text())["factor"])


def serve(
    handler: type[Handler] = Handler, host: str = "", port: int = 8080, model: str = "model.json", term: bool = True
) -> None:
    """Load the model, and serve it until SIGTERM."""
    handler.factor = load(model)
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    if term:
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
