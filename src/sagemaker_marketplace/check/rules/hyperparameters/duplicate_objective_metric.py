"""An objective metric is offered once, to be minimized or to be maximized.

Buyers choose the objective by the metric's name. Listed twice it is no other choice; listed with both types, one of the
two makes tuning look for the worst model. What the service makes of either is not documented, so this is a warning.

Remove the one that is wrong, or name the metric that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import OBJECTIVES, entries

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: HyperParameterTuningJobObjective, the name of the metric and its type (documented)",
    "that a repeated one is a slip is inferred",
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
    """Yield the name of each objective metric that an earlier one has."""
    seen: dict[str, Path] = {}
    for path, name in entries(doc, OBJECTIVES, "MetricName"):
        if name in seen:
            type_, first = (doc.get(".".join(map(str, (*one[:-1], "Type")))) for one in (path, seen[name]))
            as_well = f"with the type {first}" if type_ != first else "with the same type"
            message = f'the objective metric "{name[:60]}" is listed already, {as_well}'
            hint = "remove the one that is wrong, or name the metric you meant"
            yield path, message, hint, ((seen[name], "the first of this name"),)
        seen.setdefault(name, path)
