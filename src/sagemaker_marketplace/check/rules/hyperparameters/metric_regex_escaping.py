r"""A metric's regular expression should have one backslash per escape.

YAML keeps backslashes in single quotes: `'\\d+'`, copied from code or JSON, matches a backslash followed by letters d.
In double quotes and in JSON, `"\b"` is a backspace character, which logs don't contain. Such an expression is valid
but never matches a value.

Put the expression in single quotes with single backslashes. In JSON, double each backslash.
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
    "Python's library reference, re: a doubled backslash matches a backslash (documented)",
    "that backslashes or backspaces in the log are not intended is inferred",
)
GOOD = (
    r"""
spec:
  TrainingSpecification:
    MetricDefinitions:
      - {Name: loss, Regex: '\bloss=(\d+[0-9\\.]*)'}
      - {Name: accuracy, Regex: "accuracy=(\\d+)"}
""",
)
BAD = (
    r"""
spec:
  TrainingSpecification:
    MetricDefinitions:
      - Name: loss
        Regex: 'loss=(\\d+\\.\\d+)'   # <- here
      - Name: accuracy
        Regex: "\baccuracy=([0-9.]+)"   # <- here
""",
)

_BACKSPACE = "\b"
# A literal backslash, then the letter of a class, repeated or at the end of a group: unlikely in a path.
_DOUBLED = r"(?<!\\)(?:\\\\)+[dDsSwW](?=[+*?{)])"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each regular expression that contains a backspace or doubled backslashes."""
    for path, regex in regexes(doc):
        if isinstance(regex, str):
            continue
        if _BACKSPACE in regex.pattern:
            intended = regex.pattern.replace(_BACKSPACE, r"\b")
            message = r"the regular expression contains a backspace character instead of \b"
            yield path, message, f"write '{intended}' in single quotes"
        elif re.search(_DOUBLED, regex.pattern):
            intended = regex.pattern.replace("\\\\", "\\")
            yield path, "the regular expression matches literal backslashes", f"use single backslashes: {intended}"
