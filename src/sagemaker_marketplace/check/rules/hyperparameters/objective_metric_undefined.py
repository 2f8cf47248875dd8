"""An objective metric is one of the metrics defined.

A tuning job reads its objective from the log with the expression of the metric of that name. The reference has you
specify one of the defined metrics. That the create call compares the two is not documented, so this is a warning.

Write the name as in `MetricDefinitions`, or define the metric.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import METRICS, OBJECTIVES, entries

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: MetricDefinition, the objective is one of the defined metrics (documented)",
    "that it is compared when the algorithm is created is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    MetricDefinitions: [{Name: loss}]
    SupportedTuningJobObjectiveMetrics: [{Type: Minimize, MetricName: loss}]
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    MetricDefinitions: [{Name: validation:loss}]
    SupportedTuningJobObjectiveMetrics:
      - Type: Minimize
        MetricName: validation-loss   # <- here
""",
    """
spec:
  TrainingSpecification:
    SupportedTuningJobObjectiveMetrics:
      - Type: Minimize
        MetricName: loss   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each objective metric that no metric definition has the name of."""
    names = [name for _, name in entries(doc, METRICS, "Name")]
    related = ((METRICS, "the metrics defined"),) if names else ()
    for path, name in entries(doc, OBJECTIVES, "MetricName"):
        if name not in names:
            near = closest_match(name, names)
            hint = f"did you mean {near}?" if near else f"add {name[:60]} to MetricDefinitions with its Regex"
            yield path, f'MetricDefinitions has no metric "{name[:60]}"', hint, related
