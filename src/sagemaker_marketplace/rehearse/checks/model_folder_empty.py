"""A training job must write a model to /opt/ml/model.

SageMaker packs what is in /opt/ml/model at the end to model.tar.gz. From an empty folder it makes no archive: the
training job completes, but no model can be created from it. A transform job of the validation can't start, and the
rehearsal ends with exit code 4.

Write the model to /opt/ml/model, not to a folder of the image or to the working directory.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..training_observations import TrainingObservations
from . import Result

SEVERITY = "error"
KINDS = ("Algorithm",)
OBSERVES = ("training",)
SOURCES = (
    "aws/sagemaker-python-sdk#3455, aws/sagemaker-training-toolkit#82: Completed, and no archive (seen)",
    "SageMaker developer guide, your-algorithms-training-algo-output: the folder is packed (documented)",
)


def check(_doc: Document, observations: TrainingObservations) -> Iterator[Result]:
    """Yield that the folder is empty after a job that completes."""
    if observations.has_succeeded and observations.model_files == ():
        message = "/opt/ml/model is empty after the training job: it completes, but no model can be created from it"
        yield observations.job.image_path, message, "make the program write the model to /opt/ml/model"
