"""A version in a model group can't have tags of its own: it takes those of the group.

Since early 2025 the create call refuses `Tags` beside `ModelPackageGroupName` ("Tags are not supported in Model Package
versions"). An empty list is no tag.

For AWS Marketplace use `ModelPackageName` instead of the group; an unversioned package has tags of its own.
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
    "service model: Tags can't be supplied with ModelPackageGroupName (documented)",
    "CreateModelPackage's refusal since early 2025 (seen)",
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
    """Yield the tags of a package with a group."""
    spec = spec_of(doc) or {}
    if spec.get("Tags") and "ModelPackageGroupName" in spec:
        message = "Tags are refused beside ModelPackageGroupName"
        named = "ModelPackageName" in spec
        hint = "remove it" if named else "replace it by ModelPackageName, which takes tags"
        yield ("spec", "Tags"), message, f"ModelPackageGroupName is not for AWS Marketplace: {hint}"
