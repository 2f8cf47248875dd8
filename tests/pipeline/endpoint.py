"""An endpoint that answers every call with an error, for errors that the sandbox does not produce."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answer = tuple[int, str, str]
NOT_FOUND: Answer = (400, "ValidationException", "The resource does not exist.")


@contextmanager
def refusing_endpoint(describe: Answer, create: Answer, during: Callable[[], object] = lambda: None) -> Iterator[str]:
    """Serve an endpoint that answers each call with an error in AWS's wire format; yield its URL.

    `during` is called while a create call waits for its response.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            creates = ".Create" in self.headers["X-Amz-Target"]
            if creates:
                during()
            status, code, message = create if creates else describe
            with suppress(OSError):  # the client may have disconnected
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps({"__type": code, "message": message}).encode())

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
