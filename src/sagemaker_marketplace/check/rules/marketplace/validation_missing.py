"""A product must have been validated, so a manifest needs a ValidationSpecification.

The API creates a resource without one, but AWS Marketplace asks for at least one validation profile: SageMaker runs its
jobs in your account, and the resource is Completed when they succeed.

Add `ValidationSpecification` with a role and one profile. Use data that everybody may see: buyers see the profile.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import spec_of

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
    spec = spec_of(doc)
    if spec is not None and "ValidationSpecification" not in spec:
        message = "ValidationSpecification is missing: AWS Marketplace lists validated resources only"
        yield ("spec", "ValidationSpecification"), message, "add it with a ValidationRole and one validation profile"
