"""A model package must list its instance types for batch transform and for real-time endpoints.

The API reference requires both lists for unversioned packages, although the service model does not. AWS's Python SDK
rejects an unversioned package without them before it calls the service.

List the types that you have tested. Each becomes a price dimension of the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import missing_type_lists, request_of

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model, documentation of both fields: required for unversioned models (documented)",
    "aws/sagemaker-python-sdk, tests/unit/test_session.py: rejected without both (seen)",
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
    """Yield each missing list; the schema reports an empty one for batch transform."""
    if "ModelPackageGroupName" not in (request_of(doc) or {}):
        yield from missing_type_lists(doc)
