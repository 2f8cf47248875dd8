"""A hyperparameter's name should not be empty or have leading or trailing whitespace.

The API's pattern accepts empty names and surrounding spaces. The training code finds hyperparameters by name, and
`"depth "` is not `depth`. The difference is easy to miss.

Write the name as the training code reads it.
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
    "service model: ParameterName, any length up to 256, spaces included (documented)",
    "that such a name is a mistake is inferred",
)
GOOD = ("spec: {TrainingSpecification: {SupportedHyperParameters: [{Name: depth}, {Name: learning rate}]}}",)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: "depth "   # <- here
      - Name: ""   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each name that is empty or has leading or trailing whitespace."""
    for parameter in parameters(doc):
        name = parameter.name.strip()
        if name != parameter.name or not name:
            whitespace = f'hyperparameter name "{parameter.name[:60]}" has leading or trailing whitespace'
            message = whitespace if name else "hyperparameter name is empty"
            hint = f"write {name[:60]}" if name else "write the name that the training code reads"
            yield (*parameter.path, "Name"), message, hint
