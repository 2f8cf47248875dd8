"""An algorithm should list its instance types for batch transform and for real-time endpoints.

The API requires neither list. But each version of a product recommends one type for each use, and recommended types
must be among the supported ones. That an algorithm without the lists can't be listed is inferred from this.

List the types that you have tested. Each becomes a price dimension of the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import missing_type_lists

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "AWS Marketplace API reference, ml-add-version: one recommended type for each use (documented)",
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
    """Yield each missing list; the schema reports an empty one for batch transform."""
    yield from missing_type_lists(doc)
