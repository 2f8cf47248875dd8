"""Answers in the query protocol, which IAM and STS speak: XML documents."""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

_SPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}


def result(service: str, operation: str, content: dict[str, Any]) -> Response:
    """Give the answer to a call: the members of its result, which may hold further members, lists and truth values."""
    inner = f"<{operation}Result>{_xml(content)}</{operation}Result>"
    told = f"<ResponseMetadata><RequestId>{uuid4()}</RequestId></ResponseMetadata>"
    return _document(service, f"{operation}Response", inner + told, 200)


def error(service: str, code: str, message: str, status: int) -> Response:
    """Give the answer that refuses a call."""
    inner = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return _document(service, "ErrorResponse", f"{inner}<RequestId>{uuid4()}</RequestId>", status)


def _document(service: str, root: str, inner: str, status: int) -> Response:
    space = f' xmlns="{_SPACES[service]}"' if service in _SPACES else ""
    return Response(f"<{root}{space}>{inner}</{root}>", status, content_type="text/xml")


def _xml(content: Any) -> str:
    if isinstance(content, dict):
        return "".join(f"<{key}>{_xml(value)}</{key}>" for key, value in content.items())
    if isinstance(content, list):
        return "".join(f"<member>{_xml(value)}</member>" for value in content)
    return escape(str(content).lower() if isinstance(content, bool) else str(content))
