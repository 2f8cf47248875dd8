"""Responses in the query protocol of IAM and STS: XML documents."""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

_NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}


def result_response(service: str, operation: str, content: dict[str, Any]) -> Response:
    """Return the response with this result, which may contain nested objects, lists and booleans."""
    result = f"<{operation}Result>{_xml(content)}</{operation}Result>"
    metadata = f"<ResponseMetadata><RequestId>{uuid4()}</RequestId></ResponseMetadata>"
    return _document(service, f"{operation}Response", result + metadata, 200)


def error_response(service: str, code: str, message: str, status: int) -> Response:
    """Return the response that reports an error."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return _document(service, "ErrorResponse", f"{error}<RequestId>{uuid4()}</RequestId>", status)


def _document(service: str, root: str, content: str, status: int) -> Response:
    namespace = f' xmlns="{_NAMESPACES[service]}"' if service in _NAMESPACES else ""
    return Response(f"<{root}{namespace}>{content}</{root}>", status, content_type="text/xml")


def _xml(content: Any) -> str:
    if isinstance(content, dict):
        return "".join(f"<{key}>{_xml(value)}</{key}>" for key, value in content.items())
    if isinstance(content, list):
        return "".join(f"<member>{_xml(value)}</member>" for value in content)
    return escape(str(content).lower() if isinstance(content, bool) else str(content))
