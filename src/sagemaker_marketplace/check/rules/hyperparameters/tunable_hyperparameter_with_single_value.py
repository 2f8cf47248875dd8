"""The range of a tunable hyperparameter should have more than one value.

If the bounds are equal, or there is only one category, every training job of a tuning job gets the same value, so
there is nothing to search. How the service handles this is not documented.

Widen the range, or use `IsTunable: false`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import Parameter, parameters, parse_float

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: MinValue and MaxValue, the smallest and the largest value; Values, the categories (documented)",
    "that one value can't be tuned is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: depth
        Type: Integer
        IsTunable: true
        Range: {IntegerParameterRangeSpecification: {MinValue: 1, MaxValue: 2}}
      - Name: loss
        Type: Categorical
        IsTunable: false
        Range: {CategoricalParameterRangeSpecification: {Values: [l1]}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: rate
        Type: Continuous
        IsTunable: true   # <- here
        Range: {ContinuousParameterRangeSpecification: {MinValue: 0.1, MaxValue: 1e-1}}
      - Name: loss
        Type: Categorical
        IsTunable: true   # <- here
        Range: {CategoricalParameterRangeSpecification: {Values: [l1]}}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the IsTunable flag of each tunable hyperparameter with a single possible value."""
    for parameter in parameters(doc):
        only = _single_value(parameter) if parameter.spec.get("IsTunable") is True else None
        if only is not None:
            message = f'tunable hyperparameter {parameter.name} has only one value: "{only[:40]}"'
            yield (*parameter.path, "IsTunable"), message, "widen the range, or use IsTunable: false"


def _single_value(parameter: Parameter) -> str | None:
    """Return the only value of a range; None if there are several, or the bounds are missing or not numbers."""
    if parameter.type == "Categorical":
        values = parameter.range.get("Values")
        return values[0] if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str) else None
    low, high = parameter.range.get("MinValue"), parameter.range.get("MaxValue")
    if not isinstance(low, str) or not isinstance(high, str) or parse_float(low) is None:
        return None
    return low if parse_float(low) == parse_float(high) else None
