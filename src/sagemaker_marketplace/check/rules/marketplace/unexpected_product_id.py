"""A container should have no `ProductId`, unless it comes from a product on AWS Marketplace.

The member names the product an image belongs to that is already listed. A new package of your own has none: AWS
Marketplace gives the ID when the product is made. No page says what the service does with one, so this is a warning.

Remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: ProductId, the AWS Marketplace product of the package (documented)",
    "that a new package has none is inferred",
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
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
        ProductId: prod-1234567890abc   # <- here
""",
)


_PLACES = ("spec.InferenceSpecification", "spec.AdditionalInferenceSpecifications.*")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ProductId."""
    for location in _PLACES:
        for path, _ in doc.at(f"{location}.Containers.*.ProductId"):
            yield path, "ProductId names a product that is listed already: a new one has none yet", "remove the line"
