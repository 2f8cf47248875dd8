"""A metric's regular expression should not end with a lazy group.

The lazy quantifiers `*?`, `+?` and `??` match as few characters as possible. In `loss=(.*?);` the group extends to the
semicolon. At the end of the expression nothing extends it: `(.*?)` captures nothing and `(.+?)` one character.

Remove the last `?` in the group, or add the text that follows the value in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import regexes
from ._regex_groups import groups

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, automatic-model-tuning-define-metrics-variables: Python's expressions (documented)",
    "Python's library reference, re: what lazy quantifiers match (documented); the service's behavior is inferred",
)
GOOD = (
    r"""
spec:
  TrainingSpecification:
    MetricDefinitions:
      - {Name: loss, Regex: 'loss=(.*?);'}
      - {Name: accuracy, Regex: 'accuracy=(.*?)$'}
      - {Name: stars, Regex: 'stars=([0-9]+\*?)'}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    MetricDefinitions:
      - Name: loss
        Regex: loss=(.*?)   # <- here
      - Name: accuracy
        Regex: accuracy=([0-9.]+?)   # <- here
""",
)

_LAZY = r"(?<!\\)(?:\\\\)*(?:[*+?]|\{[0-9]*,[0-9]*\})\?$"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each regular expression that ends with a lazy group and has text before it."""
    for path, regex in regexes(doc):
        if isinstance(regex, str) or not regex.pattern.endswith("?)"):
            continue
        last = len(regex.pattern) - 1
        # Without text before the group it is reported by metric-regex-matches-empty-line.
        if any(group.end == last and group.start and re.search(_LAZY, group.content) for group in groups(regex)):
            better = f"{regex.pattern[:-2]})"
            message = "the lazy group at the end of the regular expression captures too little"
            yield path, message, f"write {better}, or add the text after the value"
