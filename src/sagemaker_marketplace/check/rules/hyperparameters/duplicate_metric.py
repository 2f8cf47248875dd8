"""A metric has a name of its own.

An objective metric is chosen by its name, and CloudWatch keeps metrics by name. Of two with one name it is not
documented which counts, so this is a warning. For two forms of a log line, write one expression for both.

Rename one of the two, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import METRICS, entries

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
    """Yield the name of each metric that an earlier one has."""
    seen: dict[str, Path] = {}
    for path, name in entries(doc, METRICS, "Name"):
        if name in seen:
            related = ((seen[name], "the first of this name"),)
            yield path, f'a metric "{name[:60]}" is defined already', "rename one of the two, or remove it", related
        seen.setdefault(name, path)
