"""The kind of a hyperparameter's range is that of its type.

`Integer`, `Continuous` and `Categorical` each have their own member in `Range`. The developer guide says that the type
must correspond to the range given, and that a range is one of the three.

Move the values into the member of the type, or change the type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import RANGES, parameters, ranges

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("SageMaker developer guide, sagemaker-mkt-create-algo: the type corresponds to the range (documented)",)
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
    """Yield each kind of range that is not the one of the type."""
    for parameter in parameters(doc):
        wanted = RANGES.get(parameter.type)
        for kind in ranges(parameter.spec) if wanted else ():
            if kind in RANGES.values() and kind != wanted:
                message = f"{parameter.name} is of type {parameter.type}, its range is {kind}"
                hint = f"give {wanted}, or change Type"
                yield (*parameter.path, "Range", kind), message, hint, (((*parameter.path, "Type"), "the type"),)
