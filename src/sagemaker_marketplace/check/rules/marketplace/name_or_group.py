"""A model package has either a name or a group, and one of the two it must have.

`ModelPackageName` makes an unversioned package, the kind AWS Marketplace lists. `ModelPackageGroupName` makes a version
in a model group. With both, the create call answers "Both ModelPackageName and ModelPackageGroupName are provided in
the input"; with neither it answers "Missing ARN."

Give `ModelPackageName` alone.
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
    "service model: each is documented as not applicable to the other kind of package (documented)",
    "CreateModelPackage's answers to both and to neither, getmoto/moto#7165 (seen)",
)
GOOD = (
    "spec: {ModelPackageName: churn-1-0}",
    "spec: {ModelPackageGroupName: churn}",
)
BAD = (
    """
spec:
  ModelPackageName: churn-1-0
  ModelPackageGroupName: churn   # <- here
""",
    """
spec:   # <- here
  ModelPackageDescription: Tells who will leave.
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the group name beside a name, or the missing name."""
    spec = spec_of(doc)
    if spec is None:
        return
    name, group = "ModelPackageName" in spec, "ModelPackageGroupName" in spec
    if name and group:
        message = "ModelPackageName and ModelPackageGroupName exclude each other"
        yield ("spec", "ModelPackageGroupName"), message, "remove this line: AWS Marketplace lists unversioned packages"
    elif not name and not group:
        yield (
            ("spec", "ModelPackageName"),
            "ModelPackageName is missing",
            "add ModelPackageName: <name>-${VERSION|slug}",
        )
