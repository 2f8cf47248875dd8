"""A model package lists the instance types it supports for batch transform and for real-time endpoints.

The API's reference requires both lists for unversioned packages, though the service model itself does not. AWS's
Python SDK refuses such a package without them before it calls the service.

Name the types you have tested. Each becomes a price dimension of the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import spec_of, without_types

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model, text of both members: required for unversioned models (documented)",
    "aws/sagemaker-python-sdk, tests/unit/test_session.py: refused without both (seen)",
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
    if "ModelPackageGroupName" not in (spec_of(doc) or {}):
        yield from without_types(doc)
