"""The validation should only use channels that the algorithm declares.

Buyers can only provide the channels of the training specification, so a validation with another channel does not
represent the product. AWS's Python SDK refuses such a channel before it starts training. Whether the create call or
the training job refuses it is not documented.

Write the channel's name as declared, or declare the channel.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import ANY
from ....manifest.suggestions import closest_match
from .. import Result
from . import CHANNELS, declared_channels, job_channels, jobs

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "aws/sagemaker-python-sdk, algorithm.py: refuses channels that the algorithm does not have (seen)",
    "service model: TrainingChannels are the input sources the algorithm uses (documented); the refusal is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}]}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
            - ChannelName: trainin   # <- here
            - ChannelName: labels   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each channel of a training job that is not declared, if the algorithm declares any."""
    if doc.is_unread((*CHANNELS, ANY, "Name")):
        return
    names = [channel.name for channel in declared_channels(doc)]
    for path, job in jobs(doc) if names else ():
        channels = list(job_channels(path, job))
        used_names = [channel.name for channel in channels]
        unused = [name for name in names if name not in used_names]
        for channel in channels:
            if channel.name not in names:
                near = closest_match(channel.name, unused)
                other = f"use a declared channel: {', '.join(unused)}" if unused else "remove it, or declare it"
                hint = f"did you mean {near}?" if near else other
                message = f'channel "{channel.name}" is not declared in TrainingChannels'
                yield (*channel.path, "ChannelName"), message, hint, ((CHANNELS, "declared channels"),)
