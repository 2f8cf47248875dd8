"""Buyers can tune an algorithm that has tunable hyperparameters and an objective metric.

Automatic model tuning needs both: a hyperparameter with `IsTunable: true` to vary, and an objective metric to judge by.
With only hyperparameters that are set by hand the algorithm is sound, but buyers can't have it tuned; and nothing of a
published version can be changed. So this is advice.

Mark the hyperparameters worth tuning, define a metric and name it in `SupportedTuningJobObjectiveMetrics`.
"""

from __future__ import annotations

from . import OBJECTIVES, SPECS, entries, parameters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: SupportedHyperParameters and SupportedTuningJobObjectiveMetrics are for tuning (documented)",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters: [{Name: depth, IsTunable: true}, {Name: seed}]
    SupportedTuningJobObjectiveMetrics: [{Type: Minimize, MetricName: loss}]
""",
    "spec: {TrainingSpecification: {SupportedTrainingInstanceTypes: [ml.m5.large]}}",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:   # <- here
      - {Name: depth, IsTunable: false}
    SupportedTuningJobObjectiveMetrics: [{Type: Minimize, MetricName: loss}]
""",
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:   # <- here
      - {Name: depth, IsTunable: true}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the list of hyperparameters if none is tunable, or if there is no objective metric."""
    declared = parameters(doc)
    if not declared:
        return
    if not any(parameter.spec.get("IsTunable") is True for parameter in declared):
        yield SPECS, "no hyperparameter is tunable: buyers can't tune the algorithm", "mark those with IsTunable: true"
    elif not any(entries(doc, OBJECTIVES, "MetricName")):
        message = "there is no objective metric: buyers can't tune the algorithm"
        yield SPECS, message, "name a metric in SupportedTuningJobObjectiveMetrics"
