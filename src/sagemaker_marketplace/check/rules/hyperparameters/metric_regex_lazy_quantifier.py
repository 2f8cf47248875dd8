"""A metric's regular expression does not end with a lazy group.

`*?`, `+?` and `??` take as little as they can. With text after the group, as in `loss=(.*?);`, they go on up to there.
At the end of the expression nothing makes them go on: `(.*?)` catches nothing and `(.+?)` one character. Nothing
refuses it, so this is a warning.

Remove the last `?` in the group, or write what follows the value in the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import regexes
from ._groups import groups

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, automatic-model-tuning-define-metrics-variables: Python's expressions (documented)",
    "Python's library reference, re: what lazy quantifiers take (documented); the service's reading is inferred",
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
    """Yield each regular expression that ends with a group that ends lazily; without text before it another rule's."""
    for path, regex in regexes(doc):
        if isinstance(regex, str) or not regex.pattern.endswith("?)"):
            continue
        last = len(regex.pattern) - 1
        if any(group.end == last and group.start and re.search(_LAZY, group.content) for group in groups(regex)):
            better = f"{regex.pattern[:-2]})"
            message = "the group ends with a lazy quantifier: without text after it, it catches as little as it can"
            yield path, message, f"write {better}, or add the text after the value"
