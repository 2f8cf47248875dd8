"""A package must not skip its validation.

AWS Marketplace lists only packages that SageMaker has validated. With `SkipModelValidation: All`, and without
`ValidationSpecification`, SageMaker does not validate the package.

Remove the field, or set it to `None`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: SkipModelValidation (documented)",
    "SageMaker developer guide, sagemaker-mkt-create-model-package: at least one validation profile (documented)",
    "AWS Marketplace seller guide: products are validated before they are listed (documented)",
)
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
