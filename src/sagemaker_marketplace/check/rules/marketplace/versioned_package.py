"""A model package must be unversioned to be listed on AWS Marketplace.

A package with `ModelPackageGroupName` is a version in the model registry. `CertifyForMarketplace` does not apply to
versions, and only certified packages can be listed.

Use `ModelPackageName` instead, with the version in the name.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import request_of

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: CertifyForMarketplace does not apply to versioned models (documented)",
    "AWS Marketplace seller guide, ml-troubleshooting: only certified resources are accepted (documented)",
)
GOOD = ("spec: {ModelPackageName: churn-1-0}",)
BAD = (
    """
spec:
  ModelPackageGroupName: churn   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a group name without a package name."""
    spec = request_of(doc) or {}
    if "ModelPackageGroupName" in spec and "ModelPackageName" not in spec:
        message = "versions in a model group can't be certified or listed"
        hint = "use ModelPackageName instead: <name>-${VERSION|slug}"
        yield ("spec", "ModelPackageGroupName"), message, hint
