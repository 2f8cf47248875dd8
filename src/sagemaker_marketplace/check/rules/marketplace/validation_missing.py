"""A product must have a `ValidationSpecification`.

The API creates resources without one, but AWS Marketplace requires at least one validation profile. SageMaker runs its
jobs in your account, and the status of the resource becomes Completed when they succeed.

Add `ValidationSpecification` with a role and one profile. Use data that can be public, because buyers can see it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import request_of

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker developer guide, sagemaker-mkt-create-model-package: at least one validation profile (documented)",
    "AWS Marketplace seller guide: products are validated before they are listed (documented)",
)
GOOD = ("spec: {ValidationSpecification: {ValidationProfiles: [{ProfileName: small}]}}",)
BAD = (
    """
spec:   # <- here
  ModelPackageName: churn-1-0
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the missing specification."""
    spec = request_of(doc)
    if spec is not None and "ValidationSpecification" not in spec:
        message = "ValidationSpecification is missing"
        yield ("spec", "ValidationSpecification"), message, "add it with a ValidationRole and one validation profile"
