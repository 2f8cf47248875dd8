"""A package to be listed should not skip its validation.

`SkipModelValidation: All` came to the API in 2023. AWS Marketplace lists validated resources; what it does with one
that skipped is not documented, so this is a warning.

Remove the member, or write `None`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = ("service model: SkipModelValidation (documented); what AWS Marketplace makes of it is inferred",)
GOOD = ("spec: {SkipModelValidation: None}",)
BAD = (
    """
spec:
  SkipModelValidation: All   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a SkipModelValidation of All."""
    for path, skip in doc.strings("spec.SkipModelValidation"):
        if skip == "All":
            yield path, "SkipModelValidation is All: AWS Marketplace lists validated packages", "remove the line"
