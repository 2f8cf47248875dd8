"""An endpoint that answers ECR's calls with what a test says, for answers that the sandbox does not give."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@contextmanager
def answering(answers: Mapping[str, Any], blob: bytes = b"", status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Serve `answers` by operation, an answer with `__type` being a refusal, and `blob` to every GET.

    Gives the address and the headers, in lower case, of all GETs. `{url}` in a text of an answer is the address.
    """
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer = answers[self.headers["X-Amz-Target"].rpartition(".")[2]]
            text = answer if isinstance(answer, str) else json.dumps(answer)
            self._send(400 if "__type" in text else 200, text.replace("{url}", url).encode())

        def do_GET(self) -> None:
            seen.extend(sorted(name.lower() for name in self.headers))
            self._send(status, blob)

        def _send(self, code: int, body: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield url, seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
