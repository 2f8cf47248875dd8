"""Filters, order and pages of the list calls.

Which parameters there are and that "after" and "before" leave out the moment itself is the API's documentation; that
NameContains minds the case is our reading, as is the page of 100 where no default is documented.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from sagemaker_marketplace.sandbox.wire import Members, refused

_MOMENTS = ("CreationTime", "LastModifiedTime")


def selected(request: Members, summaries: Sequence[Members], word: str, order: str = "Ascending") -> list[Members]:
    """Give the summaries a list request asks for, all pages of them, in its order.

    `word` begins the members' names ("TransformJob"); `order` is the call's default. Creation is the order the
    summaries come in, so that resources of one millisecond keep it.
    """
    kept = [summary for summary in summaries if _passes(request, summary, word)]
    by = request.get("SortBy", "CreationTime")
    if by != "CreationTime":
        kept.sort(key=lambda summary: str(summary[f"{word}{by}"]))
    return kept if request.get("SortOrder", order) == "Ascending" else kept[::-1]


def _passes(request: Members, summary: Members, word: str) -> bool:
    """Tell whether a summary passes all filters of the request."""
    for moment in _MOMENTS:
        when = summary.get(moment, 0)
        if not request.get(f"{moment}After", float("-inf")) < when < request.get(f"{moment}Before", float("inf")):
            return False
    status = summary[f"{word}Status"]
    return request.get("NameContains", "") in summary[f"{word}Name"] and request.get("StatusEquals", status) == status


def page(request: Members, items: Sequence[Members], member: str, size: int) -> Members:
    """Give one page of a list call's answer: the items under `member`, and NextToken if more follow.

    Raises ServiceError for a NextToken the sandbox never gave; the text is ours.
    """
    start = _start(request.get("NextToken"))
    stop = start + request.get("MaxResults", size)
    answer: Members = {member: list(items[start:stop])}
    if stop < len(items):
        answer["NextToken"] = base64.b64encode(f"from {stop}".encode()).decode()
    return answer


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.b64decode(token, validate=True).decode().removeprefix("from "))
    except ValueError:  # of base64, UTF-8 or the number
        raise refused("Invalid NextToken.") from None
