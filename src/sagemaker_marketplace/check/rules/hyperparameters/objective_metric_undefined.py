"""Every objective metric should be in `MetricDefinitions`.

A tuning job reads its objective from the log with the expression of the metric with that name. The reference requires
one of the defined metrics. Whether the create call compares the two is not documented.

Write the name as in `MetricDefinitions`, or define the metric.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import ANY
from ....manifest.suggestions import closest_match
from .. import Result
from . import METRICS, OBJECTIVES, field_values

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
    """Yield each objective metric that MetricDefinitions does not define."""
    if doc.is_unread((*METRICS, ANY, "Name")):
        return
    names = [name for _, name in field_values(doc, METRICS, "Name")]
    related = ((METRICS, "defined metrics"),) if names else ()
    for path, name in field_values(doc, OBJECTIVES, "MetricName"):
        if name not in names:
            near = closest_match(name, names)
            hint = f"did you mean {near}?" if near else f"add {name[:60]} to MetricDefinitions with its Regex"
            yield path, f'objective metric "{name[:60]}" is not in MetricDefinitions', hint, related
