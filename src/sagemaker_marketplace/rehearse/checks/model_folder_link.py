"""A training job should not write symbolic links to /opt/ml/model.

SageMaker packs what is in /opt/ml/model to model.tar.gz. Whether it packs a symbolic link or the file that it leads to
is not documented. It fails to create a model from an archive with a symbolic link. A rehearsal keeps the link, and runs
the transform job.

Copy the file instead of linking to it. Model hubs and training libraries link to their caches, or to the latest
checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..sources.model_problems import SYMBOLIC_LINK
from ..training_observations import TrainingObservations
from . import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
OBSERVES = ("training",)
SOURCES = (
    "SageMaker developer guide, deploy-model-troubleshoot: symbolic links make the creation of the model fail "
    "(documented)",
    "that a training job's archive has the links is inferred",
)
_SHOWN = 100


def check(_doc: Document, observations: TrainingObservations) -> Iterator[Result]:
    """Yield the first link."""
    link = next((each.entry for each in observations.model_problems if each.kind == SYMBOLIC_LINK), None)
    if link is not None:
        message = f"the program wrote a symbolic link to /opt/ml/model ({link[:_SHOWN]})"
        yield observations.job.image_path, message, "make the program write files instead of links"
