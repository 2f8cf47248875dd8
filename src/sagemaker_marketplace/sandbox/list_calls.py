"""Filtering, sorting and pagination of the list calls.

The parameters, and that "after" and "before" exclude the time itself, are documented in the API reference. That
NameContains is case-sensitive is an inference, as is the page size of 100 where no default is documented. A NextToken
contains the sort key of the last listed item, so that pages remain complete while items are created and deleted.
"""

from __future__ import annotations

import base64
import json
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from sagemaker_marketplace.sandbox.json_protocol import JsonObject, validation_error

_INVALID_TOKEN = validation_error("Invalid NextToken.")
_FIRST, _LAST = float("-inf"), float("inf")


class Listed(Protocol):
    """An item of a list call; the number in its `order` differs for items of the same time."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def status(self) -> str:
        """Its current status."""

    @property
    def order(self) -> tuple[float, int]:
        """Its creation time, and a number."""


Item = TypeVar("Item", bound=Listed)


class Items(Generic[Item]):
    """Items in the order of creation."""

    def __init__(self) -> None:
        """Begin without items."""
        self._items: list[Item] = []

    def add(self, item: Item) -> None:
        """Add an item."""
        insort(self._items, item, key=_creation)

    def remove(self, item: Item) -> None:
        """Remove an item."""
        del self._items[bisect_left(self._items, _creation(item), key=_creation)]

    def page(
        self, request: JsonObject, size: int, order: str = "Ascending", matches: Callable[[Item], bool] = lambda _: True
    ) -> tuple[list[Item], JsonObject]:
        """Return the items of a page, and its NextToken, if more follow.

        `order` is the default of the call, `size` that of MaxResults. Items must match all filters of the request, and
        `matches`. Raises ServiceError for an invalid NextToken; the message is the sandbox's own.
        """
        by = request.get("SortBy", "CreationTime")
        key = _KEYS[by]
        items = self._created_within(request)
        items = items if by == "CreationTime" else sorted(items, key=key)
        is_ascending = request.get("SortOrder", order) == "Ascending"
        following = _following(items, key, request.get("NextToken"), is_ascending)
        size = request.get("MaxResults", size)
        page = list(islice((item for item in following if _matches(request, item) and matches(item)), size + 1))
        token = {"NextToken": _token(key(page[size - 1]))} if len(page) > size else {}
        return page[:size], token

    def _created_within(self, request: JsonObject) -> list[Item]:
        """Return the items created after and before the times in a request."""
        after, before = request.get("CreationTimeAfter", _FIRST), request.get("CreationTimeBefore", _LAST)
        start = bisect_right(self._items, (after, _LAST), key=_creation)
        return self._items[start : bisect_left(self._items, (before, _FIRST), key=_creation)]


def paginate(request: JsonObject, items: Sequence[JsonObject], key: str, size: int) -> JsonObject:
    """Return one page of a call that lists by number: the items under `key`, and NextToken if more follow.

    Raises ServiceError for an invalid NextToken.
    """
    start = _decode(request["NextToken"], int) if "NextToken" in request else 0
    stop = start + request.get("MaxResults", size)
    return {key: list(items[start:stop]), **({"NextToken": _token(stop)} if stop < len(items) else {})}


def _creation(item: Listed) -> tuple[float, int]:
    return item.order


# That items with the same status are in the order of creation is an inference.
_KEYS: dict[str, Callable[[Listed], Any]] = {
    "CreationTime": lambda item: [*item.order],
    "Name": lambda item: [item.name],
    "Status": lambda item: [item.status, *item.order],
}


def _matches(request: JsonObject, item: Listed) -> bool:
    """Return whether an item matches the filters of a request, except those of its creation."""
    modified = getattr(item, "modified", 0)
    if not request.get("LastModifiedTimeAfter", _FIRST) < modified < request.get("LastModifiedTimeBefore", _LAST):
        return False
    return request.get("NameContains", "") in item.name and request.get("StatusEquals", item.status) == item.status


def _following(
    items: Sequence[Item], key: Callable[[Item], Any], token: str | None, is_ascending: bool
) -> Iterator[Item]:
    """Yield the items after the one that a token names, or all."""
    start, stop = 0, len(items)
    if token is not None:
        last = _decode(token, list)
        try:
            start, stop = bisect_right(items, last, key=key), bisect_left(items, last, key=key)
        except TypeError:  # the token of a list in another order
            raise _INVALID_TOKEN from None
    return (items[index] for index in (range(start, len(items)) if is_ascending else range(stop - 1, -1, -1)))


def _token(content: Any) -> str:
    return base64.b64encode(json.dumps(content).encode()).decode()


def _decode(token: str, expected: type) -> Any:
    try:
        content = json.loads(base64.b64decode(token, validate=True))
    except ValueError:  # invalid base64, UTF-8 or JSON
        content = None
    if not isinstance(content, expected):
        raise _INVALID_TOKEN
    return content
