"""A resource name should contain a variable for the version.

A name can be used only once per account and Region, and a certified resource can't be changed. Each release therefore
needs a new name, even after a failed validation, unless the failed resource is deleted. A fixed name conflicts with
the resource of the previous release.

Add the version as a variable: `ModelPackageName: churn-${VERSION|slug}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import MAX_LENGTH, names

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker developer guide: names are unique in an account and Region (documented)",
    "AWS Marketplace API reference, ml-update-version: a version's resource can't be replaced (documented)",
)
GOOD = (
    """
spec:
  ModelPackageName: churn-${VERSION|slug:-dev}
""",
    """
spec:
  AlgorithmName: "trees-${VERSION|slug:-dev}"
""",
)
BAD = (
    """
spec:
  ModelPackageName: churn   # <- here
""",
    """
spec: {AlgorithmName: "trees-1-0", AlgorithmDescription: "${VERSION:-dev}"}   # <- here
""",
)

# A version at the end of a name, and the variable that replaces it.
_VERSION = r"(-+v?[0-9]+)+(-*(alpha|beta|dev|rc)-*[0-9]*)?$"
_VARIABLE = "-${VERSION|slug}"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the name if it does not contain a variable."""
    for name in names(doc):
        if "${" not in name.written:
            hint = f"use {name.field}: {_without_version(name.value)}{_VARIABLE}, and set VERSION"
            yield name.path, "the name does not include a variable, so the next release will conflict", hint


def _without_version(name: str) -> str:
    """Return a name without the version at its end, shortened so that the variable fits."""
    return re.sub(_VERSION, "", name)[: MAX_LENGTH - len(_VARIABLE)].rstrip("-")
