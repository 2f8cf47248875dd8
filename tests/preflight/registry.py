"""An ECR endpoint whose responses a test chooses, for responses that the sandbox never returns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@contextmanager
def answering(answers: Mapping[str, Any], blob: bytes = b"", status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Serve `answers` by operation, and `blob` to every GET. An answer with `__type` is an error.

    Returns the address, and the lower case names of the headers of all GETs. `{url}` in an answer is the address.
    """
    header_names: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer = answers[self.headers["X-Amz-Target"].rpartition(".")[2]]
            text = answer if isinstance(answer, str) else json.dumps(answer)
            self._send(400 if "__type" in text else 200, text.replace("{url}", url).encode())

        def do_GET(self) -> None:
            header_names.extend(sorted(name.lower() for name in self.headers))
            self._send(status, blob)

        def _send(self, code: int, body: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield url, header_names
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
