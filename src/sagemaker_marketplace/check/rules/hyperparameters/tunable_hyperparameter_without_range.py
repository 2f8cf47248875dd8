"""A tunable hyperparameter should have a range.

A tuning job searches the values of a range. Without a range there is nothing to search, and `FreeText` can't be tuned.
Whether the service refuses it is not documented.

Add a range that matches the hyperparameter's type, or use `IsTunable: false`.
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
    """Yield the IsTunable flag of each tunable hyperparameter that has no range."""
    for parameter in parameters(doc):
        if parameter.spec.get("IsTunable") is not True or doc.has_read_error((*parameter.path, "Range")):
            continue
        path = (*parameter.path, "IsTunable")
        if parameter.type == "FreeText":
            yield path, f"hyperparameter {parameter.name} of type FreeText can't be tuned", "use IsTunable: false"
        elif parameter.type in RANGES and not parameter.spec.get("Range"):
            hint = f"add a Range with {RANGES[parameter.type]}, or use IsTunable: false"
            yield path, f"tunable hyperparameter {parameter.name} has no range", hint
