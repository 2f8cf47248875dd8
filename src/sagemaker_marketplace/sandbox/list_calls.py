"""Filtering, sorting and pagination of the list calls.

The parameters, and that "after" and "before" exclude the time itself, are documented in the API reference. That
NameContains is case-sensitive is an inference, as is the page size of 100 where no default is documented.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from sagemaker_marketplace.sandbox.json_protocol import JsonObject, validation_error

_TIMES = ("CreationTime", "LastModifiedTime")


def select(
    request: JsonObject, summaries: Sequence[JsonObject], prefix: str, order: str = "Ascending"
) -> list[JsonObject]:
    """Return the summaries that match a list request, in the requested order.

    `prefix` starts the fields' names ("TransformJob"); `order` is the default of the call. The summaries must be in
    the order of creation, so that resources created within one millisecond keep it.
    """
    matching = [summary for summary in summaries if _matches(request, summary, prefix)]
    by = request.get("SortBy", "CreationTime")
    if by != "CreationTime":
        matching.sort(key=lambda summary: str(summary[f"{prefix}{by}"]))
    return matching if request.get("SortOrder", order) == "Ascending" else matching[::-1]


def _matches(request: JsonObject, summary: JsonObject, prefix: str) -> bool:
    """Return whether a summary matches all filters of the request."""
    for name in _TIMES:
        time = summary.get(name, 0)
        if not request.get(f"{name}After", float("-inf")) < time < request.get(f"{name}Before", float("inf")):
            return False
    status = summary[f"{prefix}Status"]
    return request.get("NameContains", "") in summary[f"{prefix}Name"] and request.get("StatusEquals", status) == status


def paginate(request: JsonObject, items: Sequence[JsonObject], key: str, size: int) -> JsonObject:
    """Return one page of a list call: the items under `key`, and NextToken if more follow.

    Raises ServiceError for an invalid NextToken; the message is the sandbox's own.
    """
    start = _start(request.get("NextToken"))
    stop = start + request.get("MaxResults", size)
    page: JsonObject = {key: list(items[start:stop])}
    if stop < len(items):
        page["NextToken"] = base64.b64encode(f"from {stop}".encode()).decode()
    return page


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.b64decode(token, validate=True).decode().removeprefix("from "))
    except ValueError:  # invalid base64, UTF-8 or number
        raise validation_error("Invalid NextToken.") from None
