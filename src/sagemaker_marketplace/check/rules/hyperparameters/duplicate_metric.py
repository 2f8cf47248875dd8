"""Metric names should be unique.

Tuning jobs and CloudWatch identify metrics by name. Which of two metrics with the same name is used is not documented.
If a log line has two formats, write one expression that matches both.

Rename one of the two, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import METRICS, field_values

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = ("service model: HyperParameterTuningJobObjective names a metric (documented); the conclusion is inferred",)
GOOD = ("spec: {TrainingSpecification: {MetricDefinitions: [{Name: train:loss}, {Name: validation:loss}]}}",)
BAD = (
    """
spec:
  TrainingSpecification:
    MetricDefinitions:
      - Name: loss
      - Name: loss   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each metric name that is defined earlier."""
    seen: dict[str, Path] = {}
    for path, name in field_values(doc, METRICS, "Name"):
        if name in seen:
            related = ((seen[name], "first definition"),)
            yield path, f'duplicate metric name "{name[:60]}"', "rename one of the two, or remove it", related
        seen.setdefault(name, path)
