"""A metric's regular expression does not match an empty line.

An expression all of whose parts are optional matches every line of the log, empty ones too, and catches nothing there.
The metric then has no value, or the wrong one. Nothing refuses it, so this is a warning. Expressions with many
alternatives or repeated groups are not tried.

Put text of the log line around the value, such as `loss=([0-9.]+)`.
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

# Alternatives, repeated groups and references can match nothing in exponentially many ways: few of them are tried.
_MANY_WAYS = ("|", ")*", ")+", ")?")
_MOST_WAYS = 3
# References, counted groups, and the flag with which blanks stand between a group and its repetition.
_UNTRIED = r"\\[1-9]|\){|\(\?[a-zA-Z]*x"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each regular expression that matches the empty text."""
    for path, regex in regexes(doc):
        if not isinstance(regex, str) and _simple(regex.pattern) and regex.search(""):
            hint = "begin with the text before the value, such as loss=([0-9.]+)"
            yield path, "this regular expression matches every line, also an empty one", hint


def _simple(pattern: str) -> bool:
    return sum(map(pattern.count, _MANY_WAYS)) <= _MOST_WAYS and not re.search(_UNTRIED, pattern)
