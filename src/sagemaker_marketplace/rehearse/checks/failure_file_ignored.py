"""A program that writes a failure file should end with an error.

SageMaker reads /opt/ml/output/failure only if the program ends with another exit code than 0. With exit code 0 the
training job completes, whatever the file says: a buyer gets a model that may be incomplete, and no message.

End the program with exit code 1 after it has written the file, for example with `sys.exit(1)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..training_observations import TrainingObservations
from . import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
OBSERVES = ("training",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-training-signal-success-failure: exit code 0 is a success (documented)",
    "AWS Marketplace seller guide, ml-algorithm-images: the file is ignored after a success (documented)",
)
_SHOWN = 60


def check(_doc: Document, observations: TrainingObservations) -> Iterator[Result]:
    """Yield that there is a failure file, although the job completes."""
    if observations.has_succeeded and observations.failure is not None:
        words = " ".join(observations.failure.split())[:_SHOWN]
        quoted = f': "{words}"' if words else ""
        message = f"the program wrote /opt/ml/output/failure and ended with exit code 0, so the job completes{quoted}"
        yield (
            observations.job.image_path,
            message,
            "make the program end with exit code 1 after it has written the file",
        )
