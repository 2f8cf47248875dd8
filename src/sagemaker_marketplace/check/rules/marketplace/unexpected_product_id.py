"""A container should not set `ProductId` unless it comes from an AWS Marketplace product.

The field contains the ID of a listed product to which the image belongs. A new package has none, because AWS
Marketplace assigns the ID when the product is created. The effect of the field is not documented.

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


_PATHS = ("spec.InferenceSpecification", "spec.AdditionalInferenceSpecifications.*")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ProductId."""
    for pattern in _PATHS:
        for path, _ in doc.at(f"{pattern}.Containers.*.ProductId"):
            yield path, "ProductId refers to a product that is already listed", "remove the line"
