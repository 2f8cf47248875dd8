"""The rehearsal of an algorithm should have a model.

In AWS, the validation of an algorithm trains a model, and its transform job uses it. A rehearsal does not train, so
that the container gets a model only if `rehearsal.model` names one.

Set `model` to the output of a training job: an archive, or a folder with its content. Write `none` if the container
needs no model.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import MODEL
from .. import Result
from . import block

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "docs/rehearsal.md: training jobs are not rehearsed (documented)",
    "that the container needs the model is inferred",
)
GOOD = (
    """
rehearsal: {image: demand-forest:dev, model: model.tar.gz}
""",
    """
rehearsal: {image: demand-forest:dev, model: none}
""",
)
BAD = (
    """
rehearsal:   # <- here
  image: demand-forest:dev
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a block without a model."""
    if block(doc) and MODEL[-1] not in block(doc):
        message = "the rehearsal has no model, and does not train one"
        yield MODEL, message, "set model to the output of a training job, or to none"
