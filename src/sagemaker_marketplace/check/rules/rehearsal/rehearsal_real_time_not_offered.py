"""Real-time inference should only be rehearsed if buyers can create endpoints.

`SupportedRealtimeInferenceInstanceTypes` lists the instance types of endpoints. Without it, `real-time: true` rehearses
what the product does not offer.

List the types, or remove `real-time`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import REAL_TIME
from .. import Result
from . import CONTAINER, ENDPOINT_TYPES, block

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: SupportedRealtimeInferenceInstanceTypes, the types for real-time inference (documented)",)
GOOD = (
    """
rehearsal: {real-time: true}
spec:
  InferenceSpecification:
    Containers: [{Image: churn}]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
""",
    """
rehearsal: {real-time: false}
spec:
  InferenceSpecification: {Containers: [{Image: churn}]}
""",
)
BAD = (
    """
rehearsal:
  real-time: true   # <- here
spec:
  InferenceSpecification: {Containers: [{Image: churn}]}
""",
    """
rehearsal: {image: churn:dev, real-time: true}   # <- here
spec:
  InferenceSpecification:
    Containers: [{Image: churn}]
    SupportedTransformInstanceTypes: [ml.m5.large]
""",
    """
rehearsal:
  real-time: true   # <- here
spec:
  InferenceSpecification:
    Containers: [{Image: churn}]
    SupportedRealtimeInferenceInstanceTypes: []
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the setting of a product with a container and without types for endpoints."""
    is_offered = doc.is_unread(ENDPOINT_TYPES) or doc.get(".".join(ENDPOINT_TYPES))
    if block(doc).get(REAL_TIME[-1]) is True and doc.get(CONTAINER) is not None and not is_offered:
        message = f"buyers can't create endpoints: {ENDPOINT_TYPES[-1]} is missing"
        yield REAL_TIME, message, f"set {ENDPOINT_TYPES[-1]}, or remove real-time"
