"""A category stands in a hyperparameter's list once.

The create call is not known to mind, but a category that stands twice is mostly a slip of copying: another one was
meant, and buyers can't choose it. Letter case counts: l1 and L1 are two categories.

Remove the second one, or write the category that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import parameters

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: CategoricalParameterRangeSpecification.Values, the allowed categories (documented)",
    "that a repeated category is a slip is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - {Name: loss, Type: Categorical, Range: {CategoricalParameterRangeSpecification: {Values: [l1, L1]}}}
      - {Name: kernel, Type: Categorical, Range: {CategoricalParameterRangeSpecification: {Values: [l1, rbf]}}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: loss
        Type: Categorical
        Range:
          CategoricalParameterRangeSpecification:
            Values:
              - l1
              - l2
              - l1   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each category that its list already has."""
    for parameter in parameters(doc):
        values = parameter.range.get("Values") if parameter.type == "Categorical" else None
        seen: dict[str, Path] = {}
        for index, value in enumerate(values if isinstance(values, list) else ()):
            path = (*parameter.range_path, "Values", index)
            if isinstance(value, str) and value in seen:
                message = f'"{value[:60]}" stands in the Values of {parameter.name} twice'
                related = ((seen[value], "the first one"),)
                yield path, message, "remove this one, or write the one you meant", related, ("remove", path)
            elif isinstance(value, str):
                seen[value] = path
