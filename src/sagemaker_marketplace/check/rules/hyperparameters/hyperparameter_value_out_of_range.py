"""Default values and values that the validation sets should be within the hyperparameter's range.

Buyers can't set a value outside of the range. AWS's Python SDK refuses such a value; whether the service does is not
documented. Numbers are compared exactly, and categories are case-sensitive.

Use a value within the range, or widen the range.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import Value, parse_float, values

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: HyperParameterSpecification.Range is the allowed range (documented)",
    "aws/sagemaker-python-sdk, parameter.py: refuses values outside (seen); the service's refusal is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: rate
        Type: Continuous
        DefaultValue: 0.001
        Range: {ContinuousParameterRangeSpecification: {MinValue: 1e-3, MaxValue: inf}}
      - Name: loss
        Type: Categorical
        DefaultValue: l1
        Range: {CategoricalParameterRangeSpecification: {Values: [l1, l2]}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: seed
        Type: Integer
        DefaultValue: 9007199254740993   # <- here
        Range: {IntegerParameterRangeSpecification: {MinValue: 0, MaxValue: 9007199254740992}}
      - Name: loss
        Type: Categorical
        Range: {CategoricalParameterRangeSpecification: {Values: [l1, l2]}}
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          HyperParameters:
            seed: -1   # <- here
            loss: L2   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each value outside of the range of its hyperparameter."""
    for value in values(doc):
        problem = _check_category(value) if value.parameter.type == "Categorical" else _check_number(value)
        if problem:
            message, hint, field = problem
            related = (((*value.parameter.range_path, field), "range"),)
            yield value.path, message, hint, related


def _check_category(value: Value) -> tuple[str, str, str] | None:
    """Return message, hint and the field of the range, or None for a valid category."""
    allowed = value.parameter.range.get("Values")
    names = [name for name in allowed if isinstance(name, str)] if isinstance(allowed, list) else []
    if not names or value.text in names:
        return None
    near = closest_match(value.text, names)
    hint = f"did you mean {near}?" if near else f"use one of {', '.join(names)}"
    return f'"{value.text[:40]}" is not one of the Values of {value.parameter.name}', hint, "Values"


def _check_number(value: Value) -> tuple[str, str, str] | None:
    """Return message, hint and the field of the range, or None for a number within the range."""
    number = parse_float(value.text)
    for field, limit, sign in (("MinValue", "at least", -1), ("MaxValue", "at most", 1)):
        text = value.parameter.range.get(field)
        bound = parse_float(text) if isinstance(text, str) else None
        if number is not None and bound is not None and number.compare(bound) == sign:
            message = f"{value.parameter.name} must be {limit} {text}, not {value.text[:40]}"
            return message, f"use a value within the range, or change {field}", field
    return None
