"""MIME types in a list should be unique.

The create call does not seem to refuse a duplicate. It is usually a copying mistake: the intended type is missing, and
buyers don't learn that the product supports it.

Remove the duplicate, or replace it with the intended type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from ._mime_types import INFERENCE

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("that a repeated type is a mistake (inferred)",)
GOOD = (
    """
spec: {InferenceSpecification: {SupportedContentTypes: [text/csv], SupportedResponseMIMETypes: [text/csv]}}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedContentTypes:
      - text/csv
      - application/json
      - text/csv   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each type that occurs earlier in its list."""
    for name in ("SupportedContentTypes", "SupportedResponseMIMETypes"):
        seen: dict[str, Path] = {}
        for path, mime_type in doc.strings(".".join((*INFERENCE, name, "*"))):
            if mime_type in seen:
                message, hint = f'duplicate type "{mime_type}" in {name}', "remove it, or write the intended type"
                yield path, message, hint, ((seen[mime_type], "first occurrence"),), ("remove", path)
            seen.setdefault(mime_type, path)
