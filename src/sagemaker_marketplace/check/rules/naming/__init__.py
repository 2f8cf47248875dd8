"""Naming: what a resource is called, which nothing can change afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ....manifest.document import Document
from ....manifest.paths import Path

# Source: the service model's EntityName.
LONGEST = 63
_PATTERN = r"[a-zA-Z0-9](-*[a-zA-Z0-9])*"


@dataclass(frozen=True)
class Name:
    """The name of the resource: the member that holds it, its value, and how it was written."""

    member: str
    path: Path
    value: str
    written: str


def names(doc: Document) -> Iterator[Name]:
    """Yield the resource's name if the API takes it; what is wrong with any other is the schema's to tell."""
    for member in ("ModelPackageName", "AlgorithmName"):
        for path, name in doc.strings(f"spec.{member}"):
            if len(name) <= LONGEST and re.fullmatch(_PATTERN, name):
                yield Name(member, path, name, _written(doc, path))


def _written(doc: Document, path: Path) -> str:
    """A value as it was written; a document that was not read from a file has it written as a variable."""
    start, end = doc.values.get(path), doc.ends.get(path)
    if start is None or end is None:
        return "${}"
    lines = doc.sources[start.file][start.line - 1 : end.line]
    return "\n".join([*lines[:-1], lines[-1][: end.column - 1]])[start.column - 1 :]
