"""Hyperparameter names must be unique.

Training jobs and tuning jobs identify hyperparameters only by name, so only one of two with the same name could be
set. The service model requires unique names.

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
    """Yield each hyperparameter name that is declared earlier."""
    seen: dict[str, Path] = {}
    for parameter in parameters(doc):
        path = (*parameter.path, "Name")
        if parameter.name in seen:
            related = ((seen[parameter.name], "first declaration"),)
            yield (
                path,
                f'duplicate hyperparameter name "{parameter.name}"',
                "rename one of the two, or remove it",
                related,
            )
        seen.setdefault(parameter.name, path)
