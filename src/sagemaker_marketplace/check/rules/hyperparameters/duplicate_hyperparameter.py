"""A hyperparameter has a name of its own.

The service model says that the name must be unique. Training jobs and tuning jobs know hyperparameters by name alone,
so of two that share one only one could ever be set.

Rename one of the two, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import parameters

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("service model: HyperParameterSpecification.Name must be unique (documented)",)
GOOD = ("spec: {TrainingSpecification: {SupportedHyperParameters: [{Name: depth}, {Name: Depth}]}}",)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: depth
      - Name: rate
      - Name: depth   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the name of each hyperparameter that an earlier one has."""
    seen: dict[str, Path] = {}
    for parameter in parameters(doc):
        path = (*parameter.path, "Name")
        if parameter.name in seen:
            related = ((seen[parameter.name], "the first of this name"),)
            yield path, f'"{parameter.name}" is declared already', "rename one of the two, or remove it", related
        seen.setdefault(parameter.name, path)
