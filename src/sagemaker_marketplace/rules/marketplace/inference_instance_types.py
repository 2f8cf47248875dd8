"""A product lists the instance types it supports for batch transform and for real-time endpoints.

The API's reference requires both lists for unversioned packages, though the service model does not. For algorithms it
leaves them open, but a listing recommends one type of each list, so without them the product can't be listed.

Name the types you have tested. Each becomes a price dimension of the listing.
"""

from __future__ import annotations

from . import spec_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: both lists are required for unversioned models (documented)",
    "AWS Marketplace API reference, ml-add-version: recommended types, one of each list (documented)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
""",
    """
spec:
  ModelPackageGroupName: churn
  InferenceSpecification: {}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: []   # <- here
""",
    """
spec:
  InferenceSpecification:   # <- here
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list that is missing; of the empty ones the schema tells the other."""
    spec = spec_of(doc) or {}
    inference = spec.get("InferenceSpecification")
    if not isinstance(inference, dict) or "ModelPackageGroupName" in spec:
        return
    transform, realtime = "SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes"
    for name, lacking in ((transform, transform not in inference), (realtime, not inference.get(realtime))):
        if lacking:
            path = ("spec", "InferenceSpecification", name)
            yield path, f"{name} names no instance type", f"add the types you have tested: {name}: [ml.m5.xlarge]"
