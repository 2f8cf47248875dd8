"""A `ClientToken` should not be the same for every release.

The token makes requests that carry it count as one. With a fixed one the next release may be refused, or answered with
what the last one made, and a resource that failed may not be made anew. No page says what the service does and for how
long it knows a token, so this is a warning.

Remove it: `create` makes a token from the content, so that a repeated request has the same one and another request
another one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: ClientToken makes the call idempotent (documented)",
    "what the service answers to other content with the same token is inferred",
)
GOOD = (
    "spec: {ModelPackageName: churn-1-0}",
    """
spec:
  ClientToken: release-${VERSION:-dev}
""",
)
BAD = (
    """
spec:
  ClientToken: 7f3e0c1a-release   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a token that was written without a variable."""
    for path, _ in doc.strings("spec.ClientToken"):
        if _fixed(doc, path):
            message = "the ClientToken is the same for every release: the service may take the next for the last"
            yield path, message, "remove the line: a token is made from the content", (), ("remove", path)


def _fixed(doc: Document, path: Path) -> bool:
    # A token has no blanks, so what was written stands on one line; a document made by hand has no lines.
    start, end = doc.values.get(path), doc.ends.get(path)
    if start is None or end is None or start.line != end.line:
        return False
    return "${" not in doc.sources[start.file][start.line - 1][start.column - 1 : end.column - 1]
