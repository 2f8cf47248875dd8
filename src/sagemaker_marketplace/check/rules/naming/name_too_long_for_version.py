"""A resource name should leave room for the version.

A name has at most 63 characters. If the fixed part is nearly that long, the name is valid with a short default on a
pull request, and too long with the version of a release. Names with a generated suffix are known to exceed the limit.

Shorten the text around the variable so that at least ten characters remain, enough for 2026-11-22.
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
    "service model: EntityName, at most 63 characters (documented)",
    "apache/airflow#45550: a name with a time appended is too long (seen)",
    "that ten characters are enough is inferred",
)
GOOD = (
    "spec: {ModelPackageName: 'telecom-customer-churn-gradient-boosting-weekly-${VERSION|slug:-dev}'}",
    "spec: {AlgorithmName: telecom-customer-churn-gradient-boosting-weekly-quantiles-1-0}",
    # Ten characters remain.
    'spec: {AlgorithmName: "telecom-customer-churn-gradient-boosting-weekly-area-${VERSION|slug:-dev}"}',
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
    # Nine characters remain.
    """
spec:
  AlgorithmName: "X-telecom-customer-churn-gradient-boosting-weekly-area${VERSION|slug:-dev}"   # <- here
""",
)

_MIN_REMAINING = 10


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the name if the text around its variables leaves too few characters for them."""
    for name in names(doc):
        written = name.written.strip("\"'")
        fixed = re.sub(r"\$\{[^{}]*\}", "", written)
        remaining = MAX_LENGTH - len(fixed)
        if fixed != written and 0 <= remaining < _MIN_REMAINING:
            message = f"the name leaves only {remaining} of {MAX_LENGTH} characters for its variables"
            yield name.path, message, f"shorten the fixed text by at least {_MIN_REMAINING - remaining} characters"
