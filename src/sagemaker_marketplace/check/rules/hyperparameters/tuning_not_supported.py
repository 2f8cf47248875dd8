"""Buyers can tune an algorithm that has tunable hyperparameters and an objective metric.

Automatic model tuning needs both: a hyperparameter with `IsTunable: true` to vary, and an objective metric to judge by.
Without them the algorithm is sound, but buyers can't have it tuned; and nothing of a published version can be changed.
The seller guide highly recommends tuning. So this is advice.

Declare the hyperparameters, mark those worth tuning, define a metric and name it in
`SupportedTuningJobObjectiveMetrics`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import OBJECTIVES, SPECS, entries, parameters

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
    specification = doc.get(".".join(SPECS[:-1]))
    declared = parameters(doc)
    objectives = any(entries(doc, OBJECTIVES, "MetricName"))
    related = ((OBJECTIVES, "the objective metrics, of no use without"),) if objectives else ()
    if not declared:
        if isinstance(specification, dict) and not specification.get(SPECS[-1]):
            message = "no hyperparameters are declared: buyers can neither set nor tune any"
            hint = "declare them in SupportedHyperParameters, those worth tuning with IsTunable: true"
            yield SPECS, message, hint, related
    elif not any(parameter.spec.get("IsTunable") is True for parameter in declared):
        message = "no hyperparameter is tunable: buyers can't tune the algorithm"
        yield SPECS, message, "mark those with IsTunable: true", related
    elif not objectives:
        message = "there is no objective metric: buyers can't tune the algorithm"
        yield SPECS, message, "name a metric in SupportedTuningJobObjectiveMetrics"
