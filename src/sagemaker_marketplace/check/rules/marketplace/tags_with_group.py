"""A package in a model group must not have tags.

Versioned packages use the tags of their group. Since early 2025 CreateModelPackage rejects `Tags` combined with
`ModelPackageGroupName` ("Tags are not supported in Model Package versions"). An empty list is accepted.

For AWS Marketplace, use `ModelPackageName` instead of the group. Unversioned packages can have tags.
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
    "service model: Tags can't be supplied with ModelPackageGroupName (documented)",
    "error of CreateModelPackage since early 2025 (seen)",
)
GOOD = (
    "spec: {ModelPackageName: churn-1-0, Tags: [{Key: team, Value: churn}]}",
    "spec: {ModelPackageGroupName: churn, Tags: []}",
)
BAD = (
    """
spec:
  ModelPackageGroupName: churn
  Tags:   # <- here
    - {Key: team, Value: churn}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the tags of a package in a group."""
    spec = request_of(doc) or {}
    if spec.get("Tags") and "ModelPackageGroupName" in spec:
        message = "Tags can't be combined with ModelPackageGroupName"
        has_name = "ModelPackageName" in spec
        hint = "remove ModelPackageGroupName" if has_name else "use ModelPackageName instead of ModelPackageGroupName"
        yield ("spec", "Tags"), message, hint
