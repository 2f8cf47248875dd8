"""The `MinValue` of a range should not be greater than its `MaxValue`.

A range from 10 to 9 contains no values. The mistake is easy to miss because "10" sorts before "9" as a string. When
the service refuses such a range is not documented.

Swap the two values, or correct the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import parameters, parse_float

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: MinValue and MaxValue, the smallest and the largest value (documented)",
    "aws/sagemaker-python-sdk, parameter.py: compares values with both (seen); the service's refusal is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - {Name: a, Type: Integer, Range: {IntegerParameterRangeSpecification: {MinValue: 9, MaxValue: 10}}}
      - {Name: b, Type: Continuous, Range: {ContinuousParameterRangeSpecification: {MinValue: 1e-3, MaxValue: 0.001}}}
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
          IntegerParameterRangeSpecification: {MinValue: 10, MaxValue: 9}   # <- here
      - Name: seed
        Type: Integer
        Range:
          IntegerParameterRangeSpecification:
            MaxValue: 9007199254740992
            MinValue: 9007199254740993   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the MinValue of each range whose MinValue is greater than its MaxValue."""
    for parameter in parameters(doc):
        low, high = parameter.range.get("MinValue"), parameter.range.get("MaxValue")
        if parameter.type in ("Integer", "Continuous") and isinstance(low, str) and isinstance(high, str):
            least, most = parse_float(low), parse_float(high)
            if least is not None and most is not None and least.compare(most) == 1:
                message = f"MinValue of {parameter.name} must not be greater than MaxValue ({low} > {high})"
                related = (((*parameter.range_path, "MaxValue"), "MaxValue"),)
                yield (
                    (*parameter.range_path, "MinValue"),
                    message,
                    "swap the two values, or correct the wrong one",
                    related,
                )
