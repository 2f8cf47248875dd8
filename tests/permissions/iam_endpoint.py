"""An IAM endpoint whose responses a test chooses, for responses that the sandbox's IAM never returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote

# A tuple is an error: HTTP status, code, message. A string is the result in the response, as XML.
Answer = tuple[int, str, str] | str
ABSENT: Answer = (404, "NoSuchEntity", "The role with name Made cannot be found.")
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"Service": "sagemaker.amazonaws.com"}}]}'
)
ROLE: Answer = (
    "<Role><Path>/</Path><RoleName>Made</RoleName><RoleId>AROA</RoleId><CreateDate>2026-01-01T00:00:00Z</CreateDate>"
    "<Arn>arn:aws:iam::123456789012:role/Made</Arn>"
    f"<AssumeRolePolicyDocument>{quote(TRUST)}</AssumeRolePolicyDocument>"
    "<Tags><member><Key>sagemaker-marketplace:created-by</Key><Value>sagemaker-marketplace-action</Value></member></Tags>"
    "</Role>"
)


@contextmanager
def answering(answers: Mapping[str, list[Answer]]) -> Iterator[tuple[str, list[str]]]:
    """Start the endpoint; return its address and the operations it receives. The last answer is repeated."""
    remaining, operations = {operation: list(queue) for operation, queue in answers.items()}, []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            operation = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["Action"][0]
            operations.append(operation)
            queue = remaining[operation]
            status, text = _response(operation, queue.pop(0) if len(queue) > 1 else queue[0])
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", operations
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _response(operation: str, answer: Answer) -> tuple[int, str]:
    if isinstance(answer, str):
        return 200, f"<{operation}Response><{operation}Result>{answer}</{operation}Result></{operation}Response>"
    status, code, message = answer
    return status, f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
