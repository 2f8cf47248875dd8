"""Categories of a hyperparameter should be unique.

The create call is not known to refuse a duplicate. It is usually a copying mistake: the intended category is missing,
and buyers can't choose it. Categories are case-sensitive: l1 and L1 are different.

Remove the duplicate, or replace it with the intended category.
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
    "that a repeated category is a mistake is inferred",
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
    """Yield each category that occurs earlier in its list."""
    for parameter in parameters(doc):
        values = parameter.range.get("Values") if parameter.type == "Categorical" else None
        seen: dict[str, Path] = {}
        for index, value in enumerate(values if isinstance(values, list) else ()):
            path = (*parameter.range_path, "Values", index)
            if isinstance(value, str) and value in seen:
                message = f'duplicate value "{value[:60]}" in Values of {parameter.name}'
                related = ((seen[value], "first occurrence"),)
                yield path, message, "remove it, or write the intended value", related, ("remove", path)
            elif isinstance(value, str):
                seen[value] = path
