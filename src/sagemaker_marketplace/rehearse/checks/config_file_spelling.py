"""A program should use the names of SageMaker's configuration files.

The files in /opt/ml/input/config are hyperparameters.json, inputdataconfig.json and resourceconfig.json, all in
lowercase. The AWS Marketplace seller guide also writes resourceConfig.json: a program that follows it finds no file. If
it continues without the file, it ignores the hosts of a buyer's training job. The check finds other spellings in the
log of a job that completes; if the program fails, that is the cause of the failure.

Use the names in lowercase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...manifest.document import Document
from ..training_observations import TrainingObservations
from . import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
OBSERVES = ("training",)
SOURCES = (
    "aws/sagemaker-training-toolkit, which reads the names in lowercase (seen)",
    "AWS Marketplace seller guide, ml-algorithm-images: resourceConfig.json (documented, contradicted)",
)
_NAME = re.compile(r"/opt/ml/input/config/((?:hyperparameters|inputdataconfig|resourceconfig)\.json)", re.IGNORECASE)


def check(_doc: Document, observations: TrainingObservations) -> Iterator[Result]:
    """Yield the first name that the log has in another spelling."""
    names = (match[1] for line in observations.log_lines for match in _NAME.finditer(line))
    name = next((name for name in names if name != name.lower()), "")
    if name and observations.has_succeeded:
        message = f"the log names /opt/ml/input/config/{name}, but SageMaker's file is named {name.lower()}"
        yield observations.job.image_path, message, f"use /opt/ml/input/config/{name.lower()} in the program"
