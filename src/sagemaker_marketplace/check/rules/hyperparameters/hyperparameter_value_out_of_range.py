"""A default, and what the validation sets, is within the hyperparameter's range.

A default outside of the range is one buyers could not set themselves. AWS's Python SDK refuses such a value; whether
the service does is not documented, so this is a warning. Numbers are compared exactly, categories letter for letter.

Take a value of the range, or widen the range.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import Value, readable, values

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
    """Yield each value outside of the range of its hyperparameter's type."""
    for value in values(doc):
        found = _category(value) if value.parameter.type == "Categorical" else _number(value)
        if found:
            message, hint, member = found
            related = (((*value.parameter.range_path, member), "the range"),)
            yield value.path, f"{value.parameter.name}: {message}", hint, related


def _category(value: Value) -> tuple[str, str, str] | None:
    allowed = value.parameter.range.get("Values")
    names = [name for name in allowed if isinstance(name, str)] if isinstance(allowed, list) else []
    if not names or value.text in names:
        return None
    near = closest_match(value.text, names)
    hint = f"did you mean {near}?" if near else f"one of {', '.join(names)}"
    return f'"{value.text[:40]}" is none of its Values', hint, "Values"


def _number(value: Value) -> tuple[str, str, str] | None:
    exact = readable(value.text)
    for member, word, sign in (("MinValue", "below", -1), ("MaxValue", "above", 1)):
        bound = value.parameter.range.get(member)
        limit = readable(bound) if isinstance(bound, str) else None
        if exact is not None and limit is not None and exact.compare(limit) == sign:
            return (
                f"{value.text[:40]} is {word} {member} {bound}",
                f"take a value of the range, or change {member}",
                member,
            )
    return None
