"""The bounds of a numeric range must be numbers.

Bounds are strings in the API, so the schema accepts any value. The reference requires integers for `Integer` and
floating-point numbers for `Continuous`. Numbers that not every program reads, such as 1e3 for an integer or 1_000, are
reported by `ambiguous-hyperparameter-bound`.

Write the number in plain digits, with a point for decimals.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import BOUNDS, is_integer, parameters, parse_float

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("service model: MinValue and MaxValue are integers, or floating-point values (documented)",)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - {Name: a, Type: Integer, Range: {IntegerParameterRangeSpecification: {MinValue: -1, MaxValue: 1e3}}}
      - {Name: b, Type: Continuous, Range: {ContinuousParameterRangeSpecification: {MinValue: 1e-3, MaxValue: inf}}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: depth
        Type: Integer
        Range:
          IntegerParameterRangeSpecification:
            MinValue: 0.5   # <- here
            MaxValue: many   # <- here
      - Name: rate
        Type: Continuous
        Range:
          ContinuousParameterRangeSpecification:
            MinValue: 0,1   # <- here
            MaxValue: 1
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each bound that is not a number, or not an integer if the type requires one."""
    for parameter in parameters(doc):
        for bound in BOUNDS if parameter.type in ("Integer", "Continuous") else ():
            text = parameter.range.get(bound)
            if isinstance(text, str) and not _is_valid(text, parameter.type):
                expected = 'an integer, such as "10"' if parameter.type == "Integer" else 'a number, such as "0.5"'
                message = f'{bound} of {parameter.name} must be {expected.partition(",")[0]}, not "{text[:40]}"'
                yield (*parameter.range_path, bound), message, f"write {expected}"


def _is_valid(text: str, type_: str) -> bool:
    number = parse_float(text)
    return number is not None if type_ == "Continuous" else is_integer(number)
