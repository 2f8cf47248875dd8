"""An objective metric should be listed only once, to be minimized or to be maximized.

Buyers choose the objective by the metric's name. A duplicate adds no choice, and if it has the other type, one of the
two makes tuning search for the worst model. How the service handles duplicates is not documented.

Remove the wrong entry, or replace it with the intended metric.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import OBJECTIVES, field_values

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: HyperParameterTuningJobObjective, the name of the metric and its type (documented)",
    "that a repeated metric is a mistake is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedTuningJobObjectiveMetrics:
      - {Type: Minimize, MetricName: loss}
      - {Type: Maximize, MetricName: accuracy}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedTuningJobObjectiveMetrics:
      - Type: Minimize
        MetricName: loss
      - Type: Maximize
        MetricName: loss   # <- here
      - Type: Minimize
        MetricName: loss   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each objective metric that is listed earlier."""
    seen: dict[str, Path] = {}
    for path, name in field_values(doc, OBJECTIVES, "MetricName"):
        if name in seen:
            type_, first = (doc.get(".".join(map(str, (*entry[:-1], "Type")))) for entry in (path, seen[name]))
            type_note = f"with type {first}" if type_ != first else "with the same type"
            message = f'duplicate objective metric "{name[:60]}" (already listed {type_note})'
            hint = "remove the wrong one, or write the intended metric"
            yield path, message, hint, ((seen[name], "first occurrence"),)
        seen.setdefault(name, path)
