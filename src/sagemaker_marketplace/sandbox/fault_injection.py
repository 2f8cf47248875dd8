"""Makes calls fail: error responses in the protocol of each service, and connections that are cut.

Codes and messages: AWS's common errors of the JSON and query protocols, S3's list of error responses. S3's
documentation states that a 503 means either too many calls or an internal problem.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any, NoReturn

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import ServiceError
from sagemaker_marketplace.sandbox.responses import error_response
from sagemaker_marketplace.sandbox.scenario import Fault

_INTERNAL = "We encountered an internal error. Please try again."
# Reported by users whose clock was wrong; the times differ.
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
# A proxy's login page. Like most such pages, it is not XML.
_HTML_PAGE = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body><p>Please log in.</body></html>\n'
_INCOMPLETE_HEAD = b"HTTP/1.1 2"
_AFTER_EXECUTION = ("lost", "timeout", "slow", "truncated")


def respond_instead(call: ApiCall, fault: Fault, environ: Mapping[str, Any]) -> Response | None:
    """Return the response to a call that fails before it is executed; None if it is executed first.

    Raises ConnectionError if the fault cuts the connection.
    """
    if isinstance(fault.response, ServiceError):
        return error_response(call, fault.response)
    if fault.response in _AFTER_EXECUTION:
        return None
    if fault.response == "reset":
        _cut_connection(environ, reset=True)
    if fault.response == "garbage":
        return Response(_HTML_PAGE, 200, content_type="text/html")
    return error_response(call, fault_error(call, fault.response))


def execute_with_fault(application: Any, fault: Fault, environ: dict[str, Any]) -> Response:
    """Execute a call and return its response as the fault changes it.

    Raises ConnectionError if the fault cuts the connection.
    """
    response = Response.from_app(application, environ, buffered=True)
    if fault.response in ("lost", "timeout"):
        _cut_connection(environ, sent_first=_INCOMPLETE_HEAD if fault.response == "timeout" else b"")
    if fault.response == "truncated":
        response.set_data(response.get_data()[: len(response.get_data()) // 2])
    time.sleep(fault.seconds)
    return response


def fault_error(call: ApiCall, kind: str) -> ServiceError:
    """Return the error for a kind of fault, as the called service reports it."""
    errors = _S3 if call.service == "s3" else _QUERY if "Action" in call.parameters else _JSON
    return ServiceError(*errors[kind])


def _cut_connection(environ: Mapping[str, Any], sent_first: bytes = b"", reset: bool = False) -> NoReturn:
    """End the connection, optionally after some bytes of a response or with a reset; always raises ConnectionError."""
    connection: socket.socket = environ["werkzeug.socket"]
    connection.sendall(sent_first)
    if reset:
        # A linger time of 0 sends a reset. The socket's own close would wait for the two files that the server opened.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())
    else:
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError
