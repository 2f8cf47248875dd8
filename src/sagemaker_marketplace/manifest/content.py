"""The content of a request: its digest, and its differences from what a service describes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Any

from .paths import Path

TOKEN_LENGTH = 36
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def token(request: Mapping[str, Any], salt: str = "") -> str:
    """A ClientToken (`[a-zA-Z0-9-]`, 36 characters) that is the same for the same content and salt."""
    return digest(request, salt).removeprefix("sha256:")[:TOKEN_LENGTH]


def digest(request: Mapping[str, Any], salt: str = "") -> str:
    """`sha256:` and 64 hexadecimal digits, the same for the same content and salt."""
    text = json.dumps(request, sort_keys=True, ensure_ascii=False) + salt
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def differences(
    requested: Any, described: Any, not_described: Collection[str], filled_in: Collection[str], path: Path = ()
) -> Iterator[tuple[Path, Any, Any]]:
    """Yield (path, requested, described) for each value of a description that differs from the request.

    `not_described` names fields that the service leaves out of its answer, `filled_in` fields that it adds.
    A missing field equals an empty string, list or object.
    """
    if isinstance(requested, dict) and isinstance(described, dict):
        for key in [*requested, *(key for key in described if key not in requested)]:
            mine, theirs = requested.get(key), described.get(key)
            if not (key in not_described and _is_empty(theirs)) and not (key in filled_in and _is_empty(mine)):
                yield from differences(mine, theirs, not_described, filled_in, (*path, key))
    elif isinstance(requested, list) and isinstance(described, list) and len(requested) == len(described):
        for index, (mine, theirs) in enumerate(zip(requested, described, strict=True)):
            yield from differences(mine, theirs, not_described, filled_in, (*path, index))
    elif requested != described and not (_is_empty(requested) and _is_empty(described)):
        yield path, requested, described


def _is_empty(value: Any) -> bool:
    return any(value is empty or (type(value) is type(empty) and value == empty) for empty in _EMPTY)
