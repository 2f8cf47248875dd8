"""A difference between an existing resource and a manifest as the lines of a diff."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..manifest import paths
from .events import Difference

# The longest value in one line, and how much of what two long values have in common is shown before they differ.
_MAX_VALUE, _CONTEXT = 120, 20
# The most lines of one side.
_MAX_LINES = 20
_DIGEST_LENGTH_SHOWN = 19


def lines(difference: Difference) -> list[str]:
    """The field, then `-` and the existing value, and `+` and the manifest's; of lists the items that differ.

    Long strings are shown from where they differ.
    """
    return [f"{paths.text(difference.path)}:", *(f"  {line}" for line in _signed(difference))]


def diff_lines(difference: Difference) -> list[str]:
    """The same lines as a program that colors diffs expects them: the field as the heading of a hunk."""
    return [f"@@ {paths.text(difference.path)} @@", *_signed(difference)]


def _signed(difference: Difference) -> list[str]:
    existing, manifest = _sides(difference.existing, difference.manifest)
    if difference.image_digest and manifest:
        manifest[-1] += f" ({difference.image_digest[:_DIGEST_LENGTH_SHOWN]})"
    return [*(f"- {line}" for line in existing), *(f"+ {line}" for line in manifest)]


def _sides(existing: Any, manifest: Any) -> tuple[list[str], list[str]]:
    if isinstance(existing, str) and isinstance(manifest, str):
        shown_existing, shown_manifest = _strings(existing, manifest)
        return [shown_existing], [shown_manifest]
    if isinstance(existing, list) and isinstance(manifest, list):
        removed = [item for item in existing if item not in manifest]
        added = [item for item in manifest if item not in existing]
        if removed or added:
            return _items(removed), _items(added)
    return _value(existing), _value(manifest)


def _strings(existing: str, manifest: str) -> tuple[str, str]:
    """Two strings as JSON; long ones without most of what they have in common at their beginning."""
    if max(len(existing), len(manifest)) <= _MAX_VALUE:
        return _json(existing), _json(manifest)
    pairs = enumerate(zip(existing, manifest, strict=False))
    same = next((index for index, (old, new) in pairs if old != new), min(len(existing), len(manifest)))
    start = max(0, same - _CONTEXT)
    cut = "…" if start else ""
    return _shorten(_json(cut + existing[start:])), _shorten(_json(cut + manifest[start:]))


def _items(items: list[Any]) -> list[str]:
    return _bounded([line for item in items for line in _value(item)])


def _value(value: Any) -> list[str]:
    """A value as JSON in one line or, if that is too long, in several; no line for a value that is missing."""
    if value is None:
        return []
    flat = _json(value)
    if len(flat) <= _MAX_VALUE or not isinstance(value, (dict, list)):
        return [_shorten(flat)]
    return _bounded(list(_indented(value)))


def _indented(value: Any) -> Iterator[str]:
    for line in json.dumps(value, indent=2, ensure_ascii=False, default=str).splitlines():
        yield _shorten(line)


def _bounded(shown: list[str]) -> list[str]:
    omitted = len(shown) - _MAX_LINES
    return shown if omitted <= 0 else [*shown[:_MAX_LINES], f"… {omitted} more lines"]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_VALUE else f"{text[:_MAX_VALUE]}…"
