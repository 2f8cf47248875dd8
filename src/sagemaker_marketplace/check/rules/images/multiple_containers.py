"""A product should be one container: AWS Marketplace takes no ensembles.

The API takes up to 15 containers that work as a pipeline. The seller guide's questions and answers of 2020 say that a
model package has one, and that a product can't be an ensemble of containers. The page is old, so this is a warning.

Put the steps into one image.
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


_PLACES = ("spec.InferenceSpecification.Containers", "spec.AdditionalInferenceSpecifications.*.Containers")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list of more than one container."""
    for location in _PLACES:
        for path, containers in doc.at(location):
            if isinstance(containers, list) and len(containers) > 1:
                message = f"{len(containers)} containers: AWS Marketplace is known to take products of one"
                yield path, message, "put the steps into one image"
