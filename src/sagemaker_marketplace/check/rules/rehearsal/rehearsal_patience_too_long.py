"""A rehearsal should not wait longer for the container than AWS does.

A transform job ends after about 30 minutes without a successful response to `GET /ping`. A rehearsal that waits longer
passes where the validation fails. An endpoint of a buyer waits for 8 minutes, unless the buyer sets more.

Set `patience` to 1800 at most, or remove it for 8 minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import PATIENCE
from .. import Result
from . import block

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples#815: a transform job gives up after about 30 minutes (seen)",
    "SageMaker developer guide, your-algorithms-inference-code: 8 minutes for an endpoint (documented)",
)
GOOD = (
    """
rehearsal: {patience: 1800}
""",
)
BAD = (
    """
rehearsal:
  patience: 1801   # <- here
""",
    """
rehearsal:
  image: churn-scorer:dev
  patience: 3600.0   # <- here
""",
)
_TRANSFORM_JOB_SECONDS = 1800


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a patience of more than 30 minutes."""
    patience = block(doc).get(PATIENCE[-1])
    if isinstance(patience, int | float) and patience > _TRANSFORM_JOB_SECONDS:
        message = "patience is longer than the 30 minutes that a transform job waits for the container"
        yield PATIENCE, message, f"use {_TRANSFORM_JOB_SECONDS} or less"
