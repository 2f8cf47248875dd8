"""What distinguishes two releases should be in the first 30 characters of the name.

Buyers get a copy of the resource. Its ARN ends in the name and a hash, and in all ARNs of listed products that were
found the name is cut after its 30th character. If the variable with the version is behind it, the ARNs of
two releases differ only in the hash. Nothing fails, so this is only advice.

Shorten the text in front of the variable.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import names

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "ARNs of 16 products in public repositories: none has more than 30 characters in front of the hash (seen)",
    "six of them end in the middle of a word or number (seen); that longer names are cut there is inferred",
)
GOOD = (
    "spec: {ModelPackageName: 'churn-scorer-${VERSION|slug:-dev}'}",
    # No variable, so nothing is known to differ.
    "spec: {AlgorithmName: telecom-customer-churn-gradient-boosting-1-0}",
    # The version ends at the 30th character.
    "spec: {AlgorithmName: 'telecom-customer-churn-tree-${VERSION|slug:-10}'}",
    "spec: {AlgorithmName: '${VERSION|slug:-dev}-telecom-customer-churn-gradient-boosting'}",
    # The whole name is a variable, whose parts are not known.
    "spec: {AlgorithmName: '${NAME|slug:-telecom-customer-churn-gradient-boosting-1-0}'}",
    # The first of two variables begins at the 30th character.
    "spec: {AlgorithmName: 'telecom-customer-churn-trees-${TARGET:-x}-${VERSION|slug:-1}'}",
)
BAD = (
    """
spec:
  ModelPackageName: telecom-customer-churn-gradient-boosting-${VERSION|slug:-dev}   # <- here
""",
    """
spec:
  ModelPackageName: "telecom-customer-churn-tree-${VERSION|slug:-100}"   # <- here
""",
    """
spec:
  AlgorithmName: telecom-customer-churn-tree-s-${TARGET:-x}-${VERSION|slug:-1}   # <- here
""",
)

_KEPT = 30
_OPEN, _CLOSE = "${", "}"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the name if its first variable does not end within the characters that buyers see."""
    for name in names(doc):
        written = name.written.strip("\"'")
        before, variable, rest = written.partition(_OPEN)
        after = rest.partition(_CLOSE)[2]
        # With a second variable the end of the first is not known, only where it begins.
        end = len(before) + 1 if _OPEN in after else len(name.value) - len(after)
        if variable and before and end > _KEPT:
            message = f"the variable does not end within the first {_KEPT} characters, which are all that buyers see"
            yield name.path, message, f"shorten the text in front of the variable by {end - _KEPT} or more characters"
