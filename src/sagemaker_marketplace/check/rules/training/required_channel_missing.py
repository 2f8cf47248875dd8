"""The validation fills every channel the algorithm requires.

A channel with `IsRequired: true` is one that training can't do without. AWS's Python SDK refuses to train with an
algorithm before all of them are given, and the seller guide has sellers add a channel to the validation for each. When
the service refuses is not documented, so this is a warning; at the latest, the training fails for lack of data.

Add the channel to `InputDataConfig`, or let it be optional.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import declared, jobs, used

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ChannelSpecification.IsRequired (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses to train without a required channel (seen)",
    "when the service refuses it is inferred",
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
    """Yield the channels of each training job if they leave out required ones."""
    required = [channel for channel in declared(doc) if channel.spec.get("IsRequired") is True]
    for path, job in jobs(doc):
        names = [channel.name for channel in used(path, job)]
        missing = [channel for channel in required if channel.name not in names]
        if missing and isinstance(job.get("InputDataConfig"), list):
            listed = ", ".join(channel.name for channel in missing)
            related = tuple((channel.path, "required here") for channel in missing)
            hint = f"add an entry with ChannelName: {missing[0].name} and its data"
            yield (
                (*path, "InputDataConfig"),
                f"the algorithm requires channels that are missing: {listed}",
                hint,
                related,
            )
