"""An unversioned package should not set fields for versions in a model group.

According to the API reference, `ModelApprovalStatus` does not apply to unversioned packages, and customer metadata
belongs to versions. Metrics, baselines, model card, life cycle and provenance are also for the model registry, although
no documentation restricts them to versions. Their effect is not documented.

Remove them. Add descriptions and metrics for buyers to the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import request_of

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: ModelApprovalStatus does not apply to unversioned models (documented)",
    "service model: CustomerMetadataProperties belong to model package versions (documented)",
    "the other fields are for the model registry (inferred)",
)
GOOD = (
    "spec: {ModelPackageGroupName: churn, ModelApprovalStatus: Approved}",
    "spec: {ModelPackageName: churn-1-0}",
)
BAD = (
    """
spec:
  ModelPackageName: churn-1-0
  ModelApprovalStatus: Approved   # <- here
  ModelMetrics: {}   # <- here
""",
)
_FIELDS = (
    "ModelApprovalStatus",
    "MetadataProperties",
    "ModelMetrics",
    "DriftCheckBaselines",
    "CustomerMetadataProperties",
    "ModelCard",
    "ModelLifeCycle",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each such field of a package without a group."""
    spec = request_of(doc) or {}
    if "ModelPackageGroupName" in spec and "ModelPackageName" not in spec:
        return
    for name in spec:
        if name in _FIELDS:
            yield ("spec", name), f"{name} only applies to versioned packages", "remove it"
