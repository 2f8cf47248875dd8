r"""A metric's regular expression keeps one backslash for each escape.

In single quotes YAML leaves backslashes alone: `'\\d+'`, copied from code or JSON, looks for a backslash and letters d.
In double quotes, and in JSON, `"\b"` is a backspace, which no log has. The expression compiles and never finds a value.
Nothing refuses it, so this is a warning.

Put the expression in single quotes, with single backslashes; in JSON write each of them twice.
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
    "Python's library reference, re: a doubled backslash is a literal one (documented)",
    "that a log with backslashes or backspaces is not meant is inferred",
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
# A literal backslash, then the letter of a class that is repeated or ends a group: letters of a path seldom are.
_DOUBLED = r"(?<!\\)(?:\\\\)+[dDsSwW](?=[+*?{)])"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each regular expression with a backspace or with backslashes written twice."""
    for path, regex in regexes(doc):
        if isinstance(regex, str):
            continue
        if _BACKSPACE in regex.pattern:
            meant = regex.pattern.replace(_BACKSPACE, r"\b")
            yield path, r"\b was read as a backspace, which no log has", f"write '{meant}' in single quotes"
        elif re.search(_DOUBLED, regex.pattern):
            meant = regex.pattern.replace("\\\\", "\\")
            yield path, "this regular expression looks for backslashes in the log", f"write each once: {meant}"
