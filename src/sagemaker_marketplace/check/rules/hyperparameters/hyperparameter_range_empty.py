"""A range's smallest value is not above its largest.

Between `MinValue: 10` and `MaxValue: 9` there is nothing to set. As texts the two look in order, "10" sorts before "9";
as numbers they are not. When the service refuses such a range is not documented, so this is a warning.

Swap the two, or mend the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import parameters, readable

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: MinValue and MaxValue, the smallest and the largest value (documented)",
    "aws/sagemaker-python-sdk, parameter.py: compares with both (seen); the service's refusal is inferred",
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
    """Yield the smallest value of each range in which it is above the largest."""
    for parameter in parameters(doc):
        low, high = parameter.range.get("MinValue"), parameter.range.get("MaxValue")
        if parameter.type in ("Integer", "Continuous") and isinstance(low, str) and isinstance(high, str):
            least, most = readable(low), readable(high)
            if least is not None and most is not None and least.compare(most) == 1:
                message = f"the range of {parameter.name} is empty: MinValue {low} is above MaxValue {high}"
                related = (((*parameter.range_path, "MaxValue"), "the largest value"),)
                yield (*parameter.range_path, "MinValue"), message, "swap the two, or mend the wrong one", related
