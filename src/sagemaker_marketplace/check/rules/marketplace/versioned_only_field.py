"""Some members have a meaning only for versions in a model group.

The API's reference says that `ModelApprovalStatus` does not apply to unversioned packages, and ties customer metadata
to versions. Metrics, baselines, model card, life cycle and provenance serve the model registry too, though no page
forbids them elsewhere. What the service does with any of them is not documented, so this is a warning.

Remove them; descriptions and metrics for buyers belong into the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import spec_of

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: ModelApprovalStatus does not apply to unversioned models (documented)",
    "service model: CustomerMetadataProperties belong to model package versions (documented)",
    "the other members serve the model registry (inferred)",
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
_MEMBERS = (
    "ModelApprovalStatus",
    "MetadataProperties",
    "ModelMetrics",
    "DriftCheckBaselines",
    "CustomerMetadataProperties",
    "ModelCard",
    "ModelLifeCycle",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each such member of a package without a group."""
    spec = spec_of(doc) or {}
    if "ModelPackageGroupName" in spec and "ModelPackageName" not in spec:
        return
    for name in spec:
        if name in _MEMBERS:
            yield ("spec", name), f"{name} belongs to versions in a model group, this package has none", "remove it"
