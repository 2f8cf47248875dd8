"""The bounds of a number are numbers.

Bounds are texts in the API, so a word gets through the schema. The reference takes whole numbers for `Integer` and
floating-point numbers for `Continuous`. Forms that other programs may read, such as 1e3 for a whole number or 1_000,
are another rule's.

Write the number in plain digits, with a point for decimals.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import BOUNDS, integral, parameters, readable

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
    """Yield each bound that is no number, or no whole one where that is wanted."""
    for parameter in parameters(doc):
        for member in BOUNDS if parameter.type in ("Integer", "Continuous") else ():
            text = parameter.range.get(member)
            if isinstance(text, str) and not _fits(text, parameter.type):
                kind = "whole number" if parameter.type == "Integer" else "number"
                message = f'{member} of {parameter.name} is "{text[:40]}", which is no {kind}'
                hint = f'write a {kind} in plain digits, such as "{10 if parameter.type == "Integer" else 0.5}"'
                yield (*parameter.range_path, member), message, hint


def _fits(text: str, kind: str) -> bool:
    exact = readable(text)
    return exact is not None if kind == "Continuous" else integral(exact)
