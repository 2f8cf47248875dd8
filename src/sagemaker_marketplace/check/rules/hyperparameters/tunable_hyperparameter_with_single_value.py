"""A tunable hyperparameter has more than one value to try.

With equal bounds, or one category, every training job of a tuning job gets the same value: there is nothing to search.
What the service makes of it is not documented, so this is advice.

Widen the range, or write `IsTunable: false`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import Parameter, parameters, readable

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
    """Yield the flag of each tunable hyperparameter that can have one value only."""
    for parameter in parameters(doc):
        only = _only(parameter) if parameter.spec.get("IsTunable") is True else None
        if only is not None:
            message = f'{parameter.name} is tunable, but its range holds only "{only[:40]}"'
            yield (*parameter.path, "IsTunable"), message, "widen the range, or write IsTunable: false"


def _only(parameter: Parameter) -> str | None:
    """The one value of a range; None if there are several, or if it can't be told."""
    if parameter.type == "Categorical":
        values = parameter.range.get("Values")
        return values[0] if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str) else None
    low, high = parameter.range.get("MinValue"), parameter.range.get("MaxValue")
    if not isinstance(low, str) or not isinstance(high, str) or readable(low) is None:
        return None
    return low if readable(low) == readable(high) else None
