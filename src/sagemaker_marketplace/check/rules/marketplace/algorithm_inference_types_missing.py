"""An algorithm product lists the instance types it infers on, for batch transform and for real-time endpoints.

The API leaves both lists open. But a version of a product recommends one type for each of the two uses, and recommended
types must be among the supported ones. That an algorithm without them can't be listed follows from that, though no page
says it, so this is a warning.

Name the types you have tested. Each becomes a price dimension of the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import without_types

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "AWS Marketplace API reference, ml-add-version: recommended types, one for each use (documented)",
    "AWS Marketplace API reference, ml-add-version: INVALID_RECOMMENDED_INSTANCE_TYPE for others (documented)",
    "that an algorithm without a list can't be listed is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:   # <- here
    SupportedTransformInstanceTypes: [ml.m5.large]
""",
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: []   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list that is missing; of the empty ones the schema tells the other."""
    yield from without_types(doc)
