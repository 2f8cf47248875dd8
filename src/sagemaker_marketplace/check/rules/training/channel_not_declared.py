"""The validation trains on channels the algorithm declares.

Buyers can fill only the channels of the training specification, so a validation with another channel tries something
they can't do. AWS's Python SDK refuses such a channel before it starts training with an algorithm. Whether the create
call or the training job refuses it is not documented, so this is a warning.

Name the channel as it is declared, or declare it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import SPECS, declared, jobs, used

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "aws/sagemaker-python-sdk, algorithm.py: refuses channels an algorithm does not have (seen)",
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
    """Yield each channel of a training job that is not declared; without declared channels there is nothing to say."""
    names = [channel.name for channel in declared(doc)]
    for path, job in jobs(doc) if names else ():
        channels = list(used(path, job))
        taken = [channel.name for channel in channels]
        free = [name for name in names if name not in taken]
        for channel in channels:
            if channel.name not in names:
                near = closest_match(channel.name, free)
                rest = f"the algorithm declares {', '.join(free)}" if free else "remove it, or declare it"
                hint = f"did you mean {near}?" if near else rest
                message = f'TrainingChannels declares no channel "{channel.name}"'
                yield (*channel.path, "ChannelName"), message, hint, ((SPECS, "the channels declared"),)
