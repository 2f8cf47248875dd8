"""An algorithm should have tunable hyperparameters and an objective metric.

Automatic model tuning needs a hyperparameter with `IsTunable: true` and an objective metric. The algorithm is valid
without them, but buyers can't tune it, and a published version can't be changed. The seller guide highly recommends
tuning.

Declare the hyperparameters, set `IsTunable: true` on those worth tuning, define a metric, and list it in
`SupportedTuningJobObjectiveMetrics`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
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
    """Yield the list of hyperparameters if it is missing, if none is tunable, or if there is no objective metric."""
    specification = doc.get(".".join(HYPERPARAMETERS[:-1]))
    declared = parameters(doc)
    objectives = any(field_values(doc, OBJECTIVES, "MetricName"))
    related = ((OBJECTIVES, "objective metrics"),) if objectives else ()
    if not declared:
        if isinstance(specification, dict) and not specification.get(HYPERPARAMETERS[-1]):
            message = "buyers can't set or tune hyperparameters because none are declared"
            hint = "declare them in SupportedHyperParameters, with IsTunable: true on those worth tuning"
            yield HYPERPARAMETERS, message, hint, related
    elif not any(parameter.spec.get("IsTunable") is True for parameter in declared):
        message = "buyers can't tune the algorithm because no hyperparameter is tunable"
        yield HYPERPARAMETERS, message, "add IsTunable: true to the hyperparameters worth tuning", related
    elif not objectives:
        message = "buyers can't tune the algorithm because it has no objective metric"
        yield HYPERPARAMETERS, message, "list a metric in SupportedTuningJobObjectiveMetrics"
