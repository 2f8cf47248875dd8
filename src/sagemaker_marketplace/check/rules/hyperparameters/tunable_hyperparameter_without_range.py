"""A tunable hyperparameter has a range to search.

A tuning job tries values of a range; without one there is nothing to try, and free text can't be searched at all. No
page says that the service refuses it, so this is a warning.

Give a range of the hyperparameter's type, or write `IsTunable: false`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import RANGES, parameters

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = ("service model: HyperParameterSpecification.IsTunable and Range (documented); the conclusion is inferred",)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: depth
        Type: Integer
        IsTunable: true
        Range: {IntegerParameterRangeSpecification: {MinValue: 1, MaxValue: 9}}
      - {Name: note, Type: FreeText, IsTunable: false}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: depth
        Type: Integer
        IsTunable: true   # <- here
      - Name: note
        Type: FreeText
        IsTunable: true   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the flag of each tunable hyperparameter with nothing to search."""
    for parameter in parameters(doc):
        if parameter.spec.get("IsTunable") is not True:
            continue
        path = (*parameter.path, "IsTunable")
        if parameter.type == "FreeText":
            yield path, f"{parameter.name} is free text, which can't be tuned", "write IsTunable: false"
        elif parameter.type in RANGES and not parameter.spec.get("Range"):
            hint = f"add a Range with {RANGES[parameter.type]}, or write IsTunable: false"
            yield path, f"{parameter.name} is tunable, but has no Range to search", hint
