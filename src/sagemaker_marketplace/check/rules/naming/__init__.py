"""Naming: the resource's name, which can't be changed later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path

# Source: the service model's EntityName.
MAX_LENGTH = 63
_PATTERN = r"[a-zA-Z0-9](-*[a-zA-Z0-9])*"


class Name(NamedTuple):
    """The name of the resource: its field, path and value, and its text before variables are replaced."""

    field: str
    path: Path
    value: str
    written: str


def names(doc: Document) -> Iterator[Name]:
    """Yield the resource's name if it is valid; the schema reports invalid names."""
    for field in ("ModelPackageName", "AlgorithmName"):
        for path, name in doc.strings(f"spec.{field}"):
            if len(name) <= MAX_LENGTH and re.fullmatch(_PATTERN, name):
                yield Name(field, path, name, _source_text(doc, path))


def _source_text(doc: Document, path: Path) -> str:
    """Return a value as written in the manifest; `${}`, a variable, if the document was not read from a file."""
    start, end = doc.values.get(path), doc.ends.get(path)
    if start is None or end is None:
        return "${}"
    lines = doc.sources[start.file][start.line - 1 : end.line]
    return "\n".join([*lines[:-1], lines[-1][: end.column - 1]])[start.column - 1 :]
