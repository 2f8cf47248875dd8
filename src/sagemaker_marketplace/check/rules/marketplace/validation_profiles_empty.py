"""A validation needs at least one profile.

The service model lets a model package have no validation profile; the developer guide asks for one to publish on AWS
Marketplace. (For algorithms the service model itself asks for one.)

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
            yield (
                path,
                "ValidationProfiles is empty: nothing is validated",
                "add a profile with a TransformJobDefinition",
            )
