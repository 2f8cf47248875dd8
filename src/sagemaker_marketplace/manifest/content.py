"""Content of a request: its digest, and where what a service describes departs from what was asked."""

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
    """The same text, `sha256:` and 64 hexadecimal digits, for the same content and salt."""

    text = json.dumps(request, sort_keys=True, ensure_ascii=False) + salt
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def differences(
    asked: Any, described: Any, unanswered: Collection[str], filled: Collection[str], path: Path = ()
) -> Iterator[tuple[Path, Any, Any]]:
    """Yield (path, asked, described) for each place where a description differs from a request.

    `unanswered` names members the service is known to leave out of its answer, `filled` members it adds by itself.
    Nothing, an empty text, list or mapping are the same.
    """
    if isinstance(asked, dict) and isinstance(described, dict):
        for key in [*asked, *(key for key in described if key not in asked)]:
            one, other = asked.get(key), described.get(key)
            if not (key in unanswered and _empty(other)) and not (key in filled and _empty(one)):
                yield from differences(one, other, unanswered, filled, (*path, key))
    elif isinstance(asked, list) and isinstance(described, list) and len(asked) == len(described):
        for index, (one, other) in enumerate(zip(asked, described, strict=True)):
            yield from differences(one, other, unanswered, filled, (*path, index))
    elif asked != described and not (_empty(asked) and _empty(described)):
        yield path, asked, described


def _empty(value: Any) -> bool:
    return any(value is empty or (type(value) is type(empty) and value == empty) for empty in _EMPTY)
