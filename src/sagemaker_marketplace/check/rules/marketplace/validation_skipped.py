"""A package should not skip its validation.

`SkipModelValidation: All` was added to the API in 2023. AWS Marketplace lists validated resources; how it handles a
package that skipped its validation is not documented.

Remove the field, or set it to `None`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = ("service model: SkipModelValidation (documented); its effect on AWS Marketplace is inferred",)
GOOD = ("spec: {SkipModelValidation: None}",)
BAD = (
    """
spec:
  SkipModelValidation: All   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield SkipModelValidation if it is All."""
    for path, skip in doc.strings("spec.SkipModelValidation"):
        if skip == "All":
            yield path, "SkipModelValidation is All, but AWS Marketplace lists validated packages", "remove the line"
