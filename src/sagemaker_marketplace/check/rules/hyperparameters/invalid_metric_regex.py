"""A metric's regular expression should be valid in Python.

SageMaker searches the training log with it. The developer guide refers to Python's regular expressions, so this rule
compiles them with Python's `re`. Another engine may accept more, and when the service reports an invalid expression is
not documented.

Correct the expression. In YAML, put it in single quotes so that backslashes are kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import regexes

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, automatic-model-tuning-define-metrics-variables: Python's expressions (documented)",
    "when the service compiles it is inferred",
)
GOOD = (r"spec: {TrainingSpecification: {MetricDefinitions: [{Name: loss, Regex: 'loss=(\S+)'}]}}",)
BAD = (
    """
spec:
  TrainingSpecification:
    MetricDefinitions:
      - Name: loss
        Regex: loss=([0-9.]+   # <- here
      - Name: accuracy
        Regex: '*accuracy=(.*?);'   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each regular expression that Python can't compile."""
    for path, regex in regexes(doc):
        if isinstance(regex, str):
            yield path, f"invalid regular expression: {regex}", "fix it; for example, loss=([0-9.]+)"
