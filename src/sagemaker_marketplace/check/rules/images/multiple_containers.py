"""A product should have a single container.

The API supports up to 15 containers that form a pipeline. According to the seller guide's FAQ of 2020, a model package
has one container, and a product can't be an ensemble of containers.

Combine the steps in one image.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide of 2020, frequently asked questions: one container (documented)",
    "service model: Containers, up to 15 (documented)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:   # <- here
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/prepare:1.0
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
""",
)


_PATHS = ("spec.InferenceSpecification.Containers", "spec.AdditionalInferenceSpecifications.*.Containers")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list with more than one container."""
    for pattern in _PATHS:
        for path, containers in doc.at(pattern):
            if isinstance(containers, list) and len(containers) > 1:
                message = f"{len(containers)} containers, but AWS Marketplace is only known to accept one"
                yield path, message, "combine the steps in one image"
