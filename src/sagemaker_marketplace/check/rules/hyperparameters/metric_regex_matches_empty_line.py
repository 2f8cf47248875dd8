"""A metric's regular expression should not match an empty line.

An expression in which every part is optional matches every line of the log, even an empty one, and captures nothing.
The metric then has no value or a wrong one. Expressions with many alternatives or repeated groups are not checked.

Include text from the log line around the value, such as `loss=([0-9.]+)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import regexes

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: MetricDefinition.Regex searches the output for the value (documented); the conclusion is inferred",
)
GOOD = ("spec: {TrainingSpecification: {MetricDefinitions: [{Name: loss, Regex: 'loss=(.*?);'}]}}",)
BAD = (
    """
spec:
  TrainingSpecification:
    MetricDefinitions:
      - Name: loss
        Regex: '([0-9.]*)'   # <- here
      - Name: accuracy
        Regex: (.*)   # <- here
""",
)

# Matching alternatives and repeated groups can take exponential time, so expressions with more than a few are skipped.
_BRANCHES = ("|", ")*", ")+", ")?")
_MAX_BRANCHES = 3
# Back-references, counted groups, and the verbose flag, which allows spaces between a group and its quantifier.
_SKIPPED = r"\\[1-9]|\){|\(\?[a-zA-Z]*x"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each regular expression that matches the empty string."""
    for path, regex in regexes(doc):
        if not isinstance(regex, str) and _is_simple(regex.pattern) and regex.search(""):
            hint = "start with the text before the value, such as loss=([0-9.]+)"
            yield path, "the regular expression matches every line, including empty ones", hint


def _is_simple(pattern: str) -> bool:
    return sum(map(pattern.count, _BRANCHES)) <= _MAX_BRANCHES and not re.search(_SKIPPED, pattern)
