"""The validation should provide every channel that the algorithm requires.

Training can't run without a channel that has `IsRequired: true`. AWS's Python SDK refuses to train unless all of them
are provided, and the seller guide adds a channel to the validation for each. When the service refuses is not
documented; otherwise the training fails because data is missing.

Add the channel to `InputDataConfig`, or make it optional.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import ANY
from .. import Result
from . import CHANNELS, declared_channels, job_channels, jobs

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ChannelSpecification.IsRequired (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses to train without a required channel (seen)",
    "when the service refuses is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, IsRequired: true}, {Name: validation}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}]}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, IsRequired: true}, {Name: validation, IsRequired: true}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:   # <- here
            - ChannelName: training
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the channels of each training job that lacks required ones."""
    if doc.is_unread((*CHANNELS, ANY, "Name")):
        return
    required = [channel for channel in declared_channels(doc) if channel.spec.get("IsRequired") is True]
    for path, job in jobs(doc):
        names = [channel.name for channel in job_channels(path, job)]
        missing = [channel for channel in required if channel.name not in names]
        is_known = not doc.is_unread((*path, "InputDataConfig", ANY, "ChannelName"))
        if missing and is_known and isinstance(job.get("InputDataConfig"), list):
            listed = ", ".join(channel.name for channel in missing)
            related = tuple((channel.path, "required here") for channel in missing)
            hint = f"add an entry with ChannelName: {missing[0].name} and its data"
            yield (*path, "InputDataConfig"), f"required channels are missing: {listed}", hint, related
