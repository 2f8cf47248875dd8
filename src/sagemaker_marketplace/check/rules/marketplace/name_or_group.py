"""A model package must have either `ModelPackageName` or `ModelPackageGroupName`.

`ModelPackageName` creates an unversioned package, which AWS Marketplace can list. `ModelPackageGroupName` creates a
version in a model group. With both, CreateModelPackage fails with "Both ModelPackageName and ModelPackageGroupName are
provided in the input". With neither, it fails with "Missing ARN."

Set only `ModelPackageName`.
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
    "service model: each is documented as not applicable to the other kind of package (documented)",
    "errors of CreateModelPackage for both and for neither, getmoto/moto#7165 (seen)",
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
  ModelPackageDescription: Predicts customer churn.
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the group name if both are set, or the missing name."""
    spec = request_of(doc)
    if spec is None:
        return
    name, group = "ModelPackageName" in spec, "ModelPackageGroupName" in spec
    if name and group:
        message = "ModelPackageName and ModelPackageGroupName are mutually exclusive"
        hint = "remove this line, because AWS Marketplace lists only unversioned packages"
        yield ("spec", "ModelPackageGroupName"), message, hint
    elif not name and not group:
        hint = "add ModelPackageName: <name>-${VERSION|slug}"
        yield ("spec", "ModelPackageName"), "ModelPackageName is missing", hint
