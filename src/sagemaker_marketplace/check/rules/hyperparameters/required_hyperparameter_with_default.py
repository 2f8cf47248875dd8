"""A required hyperparameter should not have a default value.

The reference of `DefaultValue` says that a hyperparameter with a default can't be required, but the developer guide's
own sample has both.

Remove the default if buyers have to choose a value. Otherwise remove `IsRequired`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import parameters

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: with HyperParameterSpecification.DefaultValue it can't be required (documented)",
    "SageMaker developer guide, sagemaker-mkt-create-algo: the sample has both (documented)",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - {Name: depth, IsRequired: true}
      - {Name: rate, IsRequired: false, DefaultValue: 0.1}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: depth
        IsRequired: true
        DefaultValue: 6   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the default value of each required hyperparameter."""
    for parameter in parameters(doc):
        if parameter.spec.get("IsRequired") is True and "DefaultValue" in parameter.spec:
            message = f"required hyperparameter {parameter.name} must not have a default value"
            related = (((*parameter.path, "IsRequired"), "required here"),)
            yield (*parameter.path, "DefaultValue"), message, "remove the default, or use IsRequired: false", related
