"""A version in a model group can't be listed on AWS Marketplace.

A package with `ModelPackageGroupName` is a version of the model registry. `CertifyForMarketplace` does not apply to it,
and only certified packages can be listed.

Give the package a name of its own with `ModelPackageName` instead; put the version into it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import spec_of

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: CertifyForMarketplace does not apply to versioned models (documented)",
    "AWS Marketplace seller guide, ml-troubleshooting: only certified resources are taken (documented)",
)
GOOD = ("spec: {ModelPackageName: churn-1-0}",)
BAD = (
    """
spec:
  ModelPackageGroupName: churn   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a group name that stands alone."""
    spec = spec_of(doc) or {}
    if "ModelPackageGroupName" in spec and "ModelPackageName" not in spec:
        message = "a version in a model group can't be certified, so it can't be listed"
        hint = "replace it by a name of the package's own: ModelPackageName: <name>-${VERSION|slug}"
        yield ("spec", "ModelPackageGroupName"), message, hint
