"""The fixed part of a name leaves room for the version.

A name has at most 63 characters. When nearly all of them stand in the manifest, the name is fine with a short default
on a pull request and too long with the version of a release. Names made unique by an addition are known to break there.
So this is advice.

Shorten the text around the variable so that ten characters or more are left, enough for 2026-11-22.
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
    "service model: EntityName, at most 63 characters (documented)",
    "apache/airflow#45550: a name with a time added to it gets too long (seen)",
    "that ten characters are enough is inferred",
)
GOOD = (
    "spec: {ModelPackageName: 'telecom-customer-churn-gradient-boosting-weekly-${VERSION|slug:-dev}'}",
    "spec: {AlgorithmName: telecom-customer-churn-gradient-boosting-weekly-quantiles-1-0}",
)
BAD = (
    """
spec:
  ModelPackageName: telecom-customer-churn-gradient-boosting-weekly-quantiles-${VERSION|slug:-dev}   # <- here
""",
    """
spec:
  AlgorithmName: "telecom-customer-churn-trees-${TARGET:-x}-quantiles-by-region-week-${VERSION|slug:-dev}"   # <- here
""",
)

_ROOM = 10


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the name if the text around its variables leaves them little room."""
    for name in names(doc):
        fixed = re.sub(r"\$\{[^}]*\}", "", name.written.strip("\"'"))
        room = LONGEST - len(fixed)
        if fixed != name.written.strip("\"'") and 0 <= room < _ROOM:
            message = f"the name leaves {room} of {LONGEST} characters to its variables: many a version is longer"
            yield name.path, message, f"make the text around them {_ROOM - room} or more characters shorter"
