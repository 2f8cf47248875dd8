"""`ClientToken` should differ between releases.

Requests with the same token count as the same request. With a fixed token, the next release might be rejected or
answered with the previous resource, and a failed resource might not be created again. How long the service remembers a
token is not documented.

Remove it. `create` derives a token from the content, so only repeated requests have the same token.
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
    "the response to other content with the same token is inferred",
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
    """Yield a token that contains no variable."""
    for path, _ in doc.strings("spec.ClientToken"):
        if _is_fixed(doc, path):
            message = "a fixed ClientToken makes the next request look like a retry"
            hint = "remove the line, because create derives a token from the content"
            yield path, message, hint, (), ("remove", path)


def _is_fixed(doc: Document, path: Path) -> bool:
    # A token contains no whitespace, so it is on one line. A document that was not read from a file has no lines.
    start, end = doc.values.get(path), doc.ends.get(path)
    if start is None or end is None or start.line != end.line:
        return False
    return "${" not in doc.sources[start.file][start.line - 1][start.column - 1 : end.column - 1]
