"""The content of a request: its digest, and its differences from what a service describes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from .paths import Path

TOKEN_LENGTH = 36
_EMPTY: tuple[Any, ...] = (None, "", [], {})
# Values that mean the same as leaving the field out, besides false and empty ones. Source: the service model's
# documentation of the fields' defaults; for AssembleWith and SkipModelValidation, None is what an omission means.
_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "AssembleWith": ("None",),
    "CompressionType": ("None", "GZIP"),  # GZIP of a training job's output, where None is spelled NONE
    "InvocationsMaxRetries": (3,),
    "InvocationsTimeoutInSeconds": (600,),
    "MaxConcurrentTransforms": (1,),
    "MaxRuntimeInSeconds": (86400,),
    "SkipModelValidation": ("None",),
    "SplitType": ("None",),
}


def token(request: Mapping[str, Any], salt: str = "") -> str:
    """A ClientToken (`[a-zA-Z0-9-]`, 36 characters) that is the same for the same content and salt."""
    return digest(request, salt).removeprefix("sha256:")[:TOKEN_LENGTH]


def digest(request: Mapping[str, Any], salt: str = "") -> str:
    """`sha256:` and 64 hexadecimal digits, the same for the same content and salt."""
    text = json.dumps(request, sort_keys=True, ensure_ascii=False) + salt
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def differences(
    requested: Any, described: Any, not_described: Collection[str], path: Path = ()
) -> Iterator[tuple[Path, Any, Any]]:
    """Yield (path, requested, described) for each requested value that a description contradicts.

    A field that the request omits never differs, whatever the service fills in. A default that the request writes out
    equals its absence, and so does a field that the service does not describe (`not_described`).
    """
    if isinstance(requested, dict) and isinstance(described, dict):
        for key, mine in requested.items():
            theirs = described.get(key)
            if not (theirs is None and key in not_described) and not (_is_empty(theirs) and _is_default(key, mine)):
                yield from differences(mine, theirs, not_described, (*path, key))
    elif isinstance(requested, list) and isinstance(described, list) and len(requested) == len(described):
        for index, (mine, theirs) in enumerate(zip(requested, described, strict=True)):
            yield from differences(mine, theirs, not_described, (*path, index))
    elif _has_objects(requested) and _has_objects(described):
        yield from _item_differences(requested, described, not_described, path)
    elif requested != described:
        yield path, requested, described


def _item_differences(
    requested: list[Any], described: list[Any], not_described: Collection[str], path: Path
) -> Iterator[tuple[Path, Any, Any]]:
    """Yield the differences of two lists of objects with different lengths: equal items at both ends are matched."""

    def is_same(mine: Any, theirs: Any) -> bool:
        return next(differences(mine, theirs, not_described), None) is None

    shortest = min(len(requested), len(described))
    first = 0
    while first < shortest and is_same(requested[first], described[first]):
        first += 1
    same_at_end = 0
    while same_at_end < shortest - first and is_same(requested[-1 - same_at_end], described[-1 - same_at_end]):
        same_at_end += 1
    mine = requested[first : len(requested) - same_at_end]
    theirs = described[first : len(described) - same_at_end]
    for index, (new, old) in enumerate(zip_longest(mine, theirs), first):
        yield from differences(new, old, not_described, (*path, index))


def _is_default(field: str, value: Any) -> bool:
    """Whether a field with this value means the same as no field."""
    if isinstance(value, dict):
        return all(_is_default(key, item) for key, item in value.items())
    return value is False or _is_empty(value) or value in _DEFAULTS.get(field, ())


def _has_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _is_empty(value: Any) -> bool:
    return any(value is empty or (type(value) is type(empty) and value == empty) for empty in _EMPTY)
