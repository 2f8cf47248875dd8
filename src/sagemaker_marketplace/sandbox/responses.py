"""Responses in the protocol of the called service, and pages of lists."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import query_protocol
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import ServiceError


def json_response(content: Any, status: int = 200, content_type: str = "application/x-amz-json-1.1") -> Response:
    """Return a WSGI application that responds with this JSON document."""
    return Response(json.dumps(content), status, {"x-amzn-RequestId": str(uuid4())}, content_type=content_type)


def error_response(call: ApiCall, error: ServiceError) -> Response:
    """Return the error response to a call, in the protocol of its service."""
    if call.method == "HEAD":
        return Response(status=error.status)
    if call.service == "s3":
        document = f"<Error><Code>{error.code}</Code><Message>{escape(error.message)}</Message></Error>"
        return Response(document, error.status, content_type="application/xml")
    if "Action" in call.parameters:
        return query_protocol.error_response(call.service, error.code, error.message, error.status)
    if "x-amz-target" in call.headers:
        return json_response(error.body(), error.status)
    headers = {"x-amzn-ErrorType": error.code}
    return Response(json.dumps({"message": error.message}), error.status, headers, content_type="application/json")


def paginate(items: Sequence[Any], token: Any, size: int, error_code: str) -> tuple[Sequence[Any], str | None]:
    """Return the page for a token (the first page without one) and the token of the next page.

    Raises ServiceError with `error_code` for an unknown token; the message is the sandbox's own.
    """
    if token is not None and not (isinstance(token, str) and token.isdecimal() and int(token) < len(items)):
        raise ServiceError(error_code, "The token is not one of this list.")
    start = int(token or 0)
    return items[start : start + size], str(start + size) if start + size < len(items) else None
