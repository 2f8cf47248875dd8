"""Free text has no range.

The three kinds of range belong to whole numbers, numbers and categories. The developer guide names no range for
`FreeText`, and nothing says what the service makes of one, so this is a warning. AWS's Python SDK does not look at it.

Remove the range, or take `Categorical` for a list of texts.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import parameters, ranges

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, sagemaker-mkt-create-algo: the three types with a range (documented)",
    "that the service refuses a range of free text is inferred",
)
GOOD = ("spec: {TrainingSpecification: {SupportedHyperParameters: [{Name: note, Type: FreeText}]}}",)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: loss
        Type: FreeText
        Range:   # <- here
          CategoricalParameterRangeSpecification: {Values: [l1, l2]}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each range of free text."""
    for parameter in parameters(doc):
        if parameter.type == "FreeText" and ranges(parameter.spec):
            message = f"{parameter.name} is free text, which has no range"
            yield (*parameter.path, "Range"), message, "remove the range, or write Type: Categorical"
