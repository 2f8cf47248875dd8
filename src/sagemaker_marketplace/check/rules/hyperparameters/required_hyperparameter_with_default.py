"""A required hyperparameter has no default.

The reference of `DefaultValue` says that a hyperparameter with a default can't be required. The developer guide's own
sample has both. As the sources disagree, this is a warning.

Remove the default if buyers have to choose; else remove `IsRequired`.
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
    "service model: HyperParameterSpecification.DefaultValue excludes required (documented)",
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
    """Yield the default of each required hyperparameter."""
    for parameter in parameters(doc):
        if parameter.spec.get("IsRequired") is True and "DefaultValue" in parameter.spec:
            message = f"{parameter.name} is required, and what is required can't have a default"
            related = (((*parameter.path, "IsRequired"), "required here"),)
            yield (*parameter.path, "DefaultValue"), message, "remove it, or write IsRequired: false", related
