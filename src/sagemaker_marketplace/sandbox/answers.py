"""Answers of services that moto lacks or gets too plain: JSON documents, and lists cut into pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox.wire import Members, ServiceError


def answer(members: Members, content_type: str = "application/x-amz-json-1.1") -> Response:
    """Give the WSGI application that answers a call with these members."""
    return Response(json.dumps(members), 200, content_type=content_type)


def page(items: Sequence[Any], token: Any, size: int, refusal: str) -> tuple[Sequence[Any], str | None]:
    """Give the page a token stands for, the first one without a token, and the token of the next one.

    Raises ServiceError with the code `refusal` for a token that was never given; its text is ours.
    """
    if token is not None and not (isinstance(token, str) and token.isdecimal() and int(token) < len(items)):
        raise ServiceError(refusal, "The token is not one of this list.")
    start = int(token or 0)
    return items[start : start + size], str(start + size) if start + size < len(items) else None
