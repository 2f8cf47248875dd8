"""A metric's regular expression should have exactly one capturing group, around the value.

The metric's value is what the group captures. Without a group there is no value; with several, which group is used is
not documented.

Put parentheses around the value, and use `(?:...)` for all other groups.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import regexes
from ._regex_groups import keep_number_group

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, automatic-model-tuning-define-metrics-variables: a group captures it (documented)",
    "which of several groups is used is inferred",
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
    """Yield each regular expression that has no capturing group or several."""
    for path, regex in regexes(doc):
        if isinstance(regex, str) or regex.groups == 1:
            continue
        if regex.groups:
            message = f"the regular expression must have one capturing group, not {regex.groups}"
            better = keep_number_group(regex)
            hint = f"keep only the group around the value: {better}" if better else ""
            yield path, message, hint or "keep only the group around the value, and use (?:...) for the others"
        else:
            message = "the regular expression needs a capturing group for the value"
            yield path, message, "put the value in parentheses: ([0-9.]+)"
