"""A MIME type needs to stand in a list only once.

The create call does not seem to mind, but a type that stands twice is mostly a slip of copying: another one was meant,
and buyers don't learn that the product takes it.

Remove the second one, or write the type that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from ._types import INFERENCE

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("that a repeated type is a slip (inferred)",)
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
    """Yield each type that its list already has."""
    for name in ("SupportedContentTypes", "SupportedResponseMIMETypes"):
        seen: dict[str, Path] = {}
        for path, mime_type in doc.strings(".".join((*INFERENCE, name, "*"))):
            if mime_type in seen:
                message, hint = f"{mime_type} stands in {name} twice", "remove this one, or write the type you meant"
                yield path, message, hint, ((seen[mime_type], "the first one"),), ("remove", path)
            seen.setdefault(mime_type, path)
