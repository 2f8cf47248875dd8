"""An algorithm with a tunable hyperparameter or an objective metric should have both.

Automatic model tuning needs a hyperparameter with `IsTunable: true` and an objective metric. With only one of them,
the algorithm is valid, but buyers can't tune it, and a published version can't be changed. An algorithm with neither
has no finding; the seller guide highly recommends tuning.

Declare the hyperparameters, set `IsTunable: true` on those worth tuning, define a metric, and list it in
`SupportedTuningJobObjectiveMetrics`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import ANY
from .. import Result
from . import HYPERPARAMETERS, OBJECTIVES, field_values, parameters

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: SupportedHyperParameters is required for tuning, SupportedTuningJobObjectiveMetrics (documented)",
    "AWS Marketplace seller guide, creating the algorithm: tuning is highly recommended (documented)",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters: [{Name: depth, IsTunable: true}, {Name: seed}]
    SupportedTuningJobObjectiveMetrics: [{Type: Minimize, MetricName: loss}]
""",
    "spec: {TrainingSpecification: {SupportedHyperParameters: [{Name: depth}]}}",
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
    """
spec:
  TrainingSpecification:   # <- here
    SupportedTrainingInstanceTypes: [ml.m5.large]
    SupportedTuningJobObjectiveMetrics: [{Type: Minimize, MetricName: loss}]
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the list of hyperparameters if only either a tunable one or an objective metric is declared."""
    if doc.is_unread((*HYPERPARAMETERS, ANY, "IsTunable")) or doc.is_unread((*OBJECTIVES, ANY, "MetricName")):
        return
    declared = parameters(doc)
    tunable = any(parameter.spec.get("IsTunable") is True for parameter in declared)
    has_objective = any(field_values(doc, OBJECTIVES, "MetricName"))
    if has_objective and not tunable:
        cause = "no hyperparameter is tunable" if declared else "no hyperparameters are declared"
        message = f"buyers can't tune the algorithm because {cause}"
        hint = "declare hyperparameters in SupportedHyperParameters, with IsTunable: true on those worth tuning"
        hint = "add IsTunable: true to the hyperparameters worth tuning" if declared else hint
        yield HYPERPARAMETERS, message, hint, ((OBJECTIVES, "objective metrics"),)
    elif tunable and not has_objective:
        message = "buyers can't tune the algorithm because it has no objective metric"
        yield HYPERPARAMETERS, message, "list a metric in SupportedTuningJobObjectiveMetrics"
