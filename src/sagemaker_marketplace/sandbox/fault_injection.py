"""How calls go wrong: refusals in the form of each protocol, and connections that are cut.

Codes and texts: AWS's common errors for the JSON and query protocols, S3's list of error responses. That S3 answers
503 to both too many calls and trouble of its own is documented there.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any, NoReturn
from uuid import uuid4
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import query
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Fault
from sagemaker_marketplace.sandbox.wire import ServiceError

_INTERNAL = "We encountered an internal error. Please try again."
# What users of AWS's clients see when a machine's clock is off; the times differ.
_SKEWED = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)"
_JSON: Mapping[str, tuple[str, str, int]] = {
    "throttle": ("ThrottlingException", "Rate exceeded", 400),
    "500": ("InternalFailure", "The request processing has failed because of an unknown error.", 500),
    "503": ("ServiceUnavailable", "The request has failed due to a temporary failure of the server.", 503),
    "expired": ("ExpiredTokenException", "The security token included in the request is expired", 400),
    "skewed": ("InvalidSignatureException", _SKEWED, 400),
}
_QUERY = {
    **_JSON,
    "throttle": ("Throttling", "Rate exceeded", 400),
    "expired": ("ExpiredToken", "The security token included in the request is expired", 403),
    "skewed": ("SignatureDoesNotMatch", _SKEWED, 403),
}
_S3 = {
    "throttle": ("SlowDown", "Please reduce your request rate.", 503),
    "500": ("InternalError", _INTERNAL, 500),
    "503": ("ServiceUnavailable", "Service is unable to handle request.", 503),
    "expired": ("ExpiredToken", "The provided token has expired.", 400),
    "skewed": (
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        403,
    ),
}
# Like most such pages it is no XML.
_PAGE = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body><p>Please log in.</body></html>\n'
_HEAD = b"HTTP/1.1 2"
_AFTER = ("lost", "timeout", "slow", "truncated")


def early(asked: Asked, fault: Fault, environ: Mapping[str, Any]) -> Response | None:
    """Answer a call that goes wrong before anything is done; None if its work is to be done first.

    Raises ConnectionError for a connection that was cut.
    """
    if isinstance(fault.answer, ServiceError):
        return refusal(asked, fault.answer)
    if fault.answer in _AFTER:
        return None
    if fault.answer == "reset":
        cut(environ, at_once=True)
    if fault.answer == "garbage":
        return Response(_PAGE, 200, content_type="text/html")
    return refusal(asked, error(asked, fault.answer))


def late(application: Any, fault: Fault, environ: dict[str, Any]) -> Response:
    """Let the work be done, and spoil the answer. Raises ConnectionError for a connection that was cut."""
    answer = Response.from_app(application, environ, buffered=True)
    if fault.answer in ("lost", "timeout"):
        cut(environ, said=_HEAD if fault.answer == "timeout" else b"")
    if fault.answer == "truncated":
        answer.set_data(answer.get_data()[: len(answer.get_data()) // 2])
    time.sleep(fault.seconds)
    return answer


def cut(environ: Mapping[str, Any], said: bytes = b"", at_once: bool = False) -> NoReturn:
    """End a connection after some bytes of an answer; at once is with a reset. Raises ConnectionError, always."""
    connection: socket.socket = environ["werkzeug.socket"]
    connection.sendall(said)
    if at_once:
        # To linger for no time sends a reset; the socket's own close would wait for the server's two files on it.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())
    else:
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


def error(asked: Asked, kind: str) -> ServiceError:
    """Give the error a kind of refusal is for the service that was asked."""
    words = _S3 if asked.service == "s3" else _QUERY if "Action" in asked.members else _JSON
    return ServiceError(*words[kind])


def refusal(asked: Asked, told: ServiceError) -> Response:
    """Give the answer that refuses a call, in the form of the service that was asked."""
    if asked.method == "HEAD":
        return Response(status=told.status)
    if asked.service == "s3":
        inner = f"<Code>{told.code}</Code><Message>{escape(told.message)}</Message>"
        return Response(f"<Error>{inner}</Error>", told.status, content_type="application/xml")
    if "Action" in asked.members:
        return query.error(asked.service, told.code, told.message, told.status)
    if "x-amz-target" in asked.headers:
        headers = {"x-amzn-RequestId": str(uuid4())}
        return Response(json.dumps(told.body()), told.status, headers, content_type="application/x-amz-json-1.1")
    headers = {"x-amzn-ErrorType": told.code}
    return Response(json.dumps({"message": told.message}), told.status, headers, content_type="application/json")
