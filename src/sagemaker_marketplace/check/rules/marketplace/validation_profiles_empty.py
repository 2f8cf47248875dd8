"""A validation must have at least one profile.

The service model accepts model packages without validation profiles, but the developer guide requires one for AWS
Marketplace. For algorithms, the service model also requires one.

Add a profile with a small transform job.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "SageMaker developer guide, sagemaker-mkt-create-model-package: at least one validation profile (documented)",
)
GOOD = ("spec: {ValidationSpecification: {ValidationProfiles: [{ProfileName: small}]}}",)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles: []   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield an empty list of profiles."""
    for path, profiles in doc.at("spec.ValidationSpecification.ValidationProfiles"):
        if profiles == []:
            yield path, "ValidationProfiles is empty", "add a profile with a TransformJobDefinition"
