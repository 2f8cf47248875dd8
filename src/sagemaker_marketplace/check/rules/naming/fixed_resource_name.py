"""A name without a variable in it has to be edited for every release.

A name can be used once in an account and Region, and a certified resource can't be changed. So each release needs
another name, also after a validation that failed, unless the failed resource is deleted. With a fixed name the second
release finds the first one there.

Put the version in by a variable: `ModelPackageName: churn-${VERSION|slug}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import LONGEST, names

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker developer guide: names are unique in an account and Region (documented)",
    "AWS Marketplace API reference, ml-update-version: a version's resource can't be exchanged (documented)",
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


# A version at the end of a name, and how the variable that takes its place is written.
_VERSION = r"(-+v?[0-9]+)+(-*(alpha|beta|dev|rc)-*[0-9]*)?$"
_VARIABLE = "-${VERSION|slug}"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the name if it was written without a variable."""
    for name in names(doc):
        if "${" not in name.written:
            hint = f"write {name.member}: {_stem(name.value)}{_VARIABLE}, and pass the variable"
            yield name.path, "the name is the same for every release: it can be used only once", hint


def _stem(name: str) -> str:
    """A name without the version at its end, cut so that there is room for one."""
    return re.sub(_VERSION, "", name)[: LONGEST - len(_VARIABLE)].rstrip("-")
