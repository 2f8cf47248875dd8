"""A hyperparameter's name is text without blanks around it.

The API's pattern takes an empty name, and blanks at both ends. The training code finds hyperparameters by their names:
`"depth "` is not `depth`, and nobody sees the difference. Nothing refuses it, so this is a warning.

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
    "service model: ParameterName, of any length up to 256 and with blanks (documented)",
    "that such a name is a slip is inferred",
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
    """Yield each name that is empty or has blanks around it."""
    for parameter in parameters(doc):
        name = parameter.name.strip()
        if name != parameter.name or not name:
            message = f'the name "{parameter.name[:60]}" {"has blanks around it" if name else "is empty"}'
            hint = f"write {name[:60]}" if name else "write the name the training code reads"
            yield (*parameter.path, "Name"), message, hint
