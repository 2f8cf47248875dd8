"""A metric's regular expression has exactly one group, around the value.

The value of the metric is what the parentheses catch. Without a group there is no value; with several it is not
documented which one counts. Neither is known to be refused, so this is a warning.

Put parentheses around the value, and write `(?:...)` for those that only hold things together.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import regexes
from ._groups import with_one

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, automatic-model-tuning-define-metrics-variables: a group catches it (documented)",
    "which of several groups counts is inferred",
)
GOOD = ("spec: {TrainingSpecification: {MetricDefinitions: [{Name: loss, Regex: '(?:val-)?loss=([0-9.]+)'}]}}",)
BAD = (
    r"""
spec:
  TrainingSpecification:
    MetricDefinitions:
      - Name: loss
        Regex: loss=[0-9.]+   # <- here
      - Name: accuracy
        Regex: (val|test)-accuracy=([0-9.]+)   # <- here
      - Name: recall
        Regex: 'recall=(\d+(\.\d+)?)'   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each regular expression without a group or with several."""
    for path, regex in regexes(doc):
        if isinstance(regex, str) or regex.groups == 1:
            continue
        if regex.groups:
            message = f"this regular expression has {regex.groups} groups, the metric is one value"
            better = with_one(regex)
            hint = f"keep the one around the value: {better}" if better else ""
            yield path, message, hint or "keep the one around the value, and write (?:...) for the others"
        else:
            message = "this regular expression has no group to catch the value"
            yield path, message, "put the value in parentheses: ([0-9.]+)"
