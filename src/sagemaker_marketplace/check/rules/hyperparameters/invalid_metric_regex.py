"""A metric's regular expression compiles.

SageMaker searches the log of the training with it. The developer guide speaks of Python's regular expressions, so
Python's `re` is the judge here; another engine may take what it refuses, and no page says when a wrong one is found
out. So this is a warning.

Mend the expression; in YAML, put it in single quotes so that backslashes stay.
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
    """Yield each regular expression Python can't compile."""
    for path, regex in regexes(doc):
        if isinstance(regex, str):
            yield path, f"Python can't compile this regular expression: {regex}", "mend it, such as loss=([0-9.]+)"
