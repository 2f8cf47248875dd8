"""Only the rehearsal of an algorithm should have `training`.

The validation of a model package has no training job, so that `rehearsal.training` has no effect there.

Remove it, or move it to the manifest of the algorithm.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import TRAINING
from .. import Result
from . import block

SEVERITY = "info"
KINDS = ("ModelPackage",)
SOURCES = ("service model: ModelPackageValidationProfile has only a transform job (documented)",)
GOOD = (
    """
rehearsal: {image: churn:dev}
""",
)
BAD = (
    """
rehearsal:
  training:   # <- here
    image: churn:dev
""",
    """
rehearsal:
  image: churn:dev
  training: {input: {training: data/train.csv}}   # <- here
""",
    """
rehearsal:
  training: {}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the object of a model package."""
    if TRAINING[-1] in block(doc):
        message = "training has no effect: the validation of a model package has no training job"
        yield TRAINING, message, "remove training, or move it to the manifest of the algorithm"
