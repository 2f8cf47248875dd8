"""Events without the secrets of a run, for what is published where no runner masks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from .events import Event

HIDDEN = "***"
# A shorter one would also replace other text.
_SHORTEST = 8


def without(stream: Iterable[Event], secrets: Iterable[str]) -> Iterator[Event]:
    """Yield the events with asterisks for each secret in their strings."""
    hidden = [secret for secret in secrets if len(secret) >= _SHORTEST]
    for event in stream:
        yield _without(event, hidden)


def _without(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, HIDDEN)
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{each.name: _without(getattr(value, each.name), secrets) for each in fields(value)})
    if isinstance(value, Mapping):
        return {_without(key, secrets): _without(item, secrets) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        items = [_without(item, secrets) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    return value
