"""A hyperparameter of type `FreeText` should not have a range.

Ranges exist for integers, continuous numbers and categories. The developer guide lists no range for `FreeText`, and
how the service handles one is not documented. AWS's Python SDK ignores it.

Remove the range, or use the type `Categorical` for a list of strings.
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
    "that the service refuses a range for FreeText is inferred",
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
    """Yield the range of each hyperparameter of type FreeText."""
    for parameter in parameters(doc):
        if parameter.type == "FreeText" and ranges(parameter.spec):
            message = f"hyperparameter {parameter.name} of type FreeText must not have a range"
            yield (*parameter.path, "Range"), message, "remove the range, or use Type: Categorical"
