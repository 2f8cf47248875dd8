"""The range of a hyperparameter must match its type.

`Integer`, `Continuous` and `Categorical` each have their own field in `Range`. The developer guide says that the type
must correspond to the range, and that a range is one of the three.

Move the values to the field for the type, or change the type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import RANGES, parameters, ranges

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("SageMaker developer guide, sagemaker-mkt-create-algo: the type must correspond to the range (documented)",)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - {Name: depth, Type: Integer, Range: {IntegerParameterRangeSpecification: {MinValue: 1, MaxValue: 9}}}
      - {Name: rate, Type: Continuous}
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
          ContinuousParameterRangeSpecification: {MinValue: 1, MaxValue: 9}   # <- here
      - Name: loss
        Type: Categorical
        Range:
          CategoricalParameterRangeSpecification: {Values: [l1, l2]}
          IntegerParameterRangeSpecification: {MinValue: 1, MaxValue: 2}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each field of a range that does not match the hyperparameter's type."""
    for parameter in parameters(doc):
        expected = RANGES.get(parameter.type)
        for field in ranges(parameter.spec) if expected else ():
            if field in RANGES.values() and field != expected:
                message = f"{field} does not match the type {parameter.type} of {parameter.name}"
                hint = f"use {expected}, or change Type"
                yield (*parameter.path, "Range", field), message, hint, (((*parameter.path, "Type"), "type"),)
