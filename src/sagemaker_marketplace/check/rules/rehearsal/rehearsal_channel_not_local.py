"""All channels of a training job should have local data in `rehearsal`, if some have.

A rehearsal reads a channel from S3 unless `rehearsal.training.input` names a local path for it. With local data for
only a part of the validation, the rehearsal requires AWS credentials, which a pull request from a fork does not have.

Add the channel to `training.input`. If it is too large for the repository, ignore this rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import INPUT, TRAINING_INPUT
from ....manifest.suggestions import quoted
from .. import Result
from . import block, channel_names, local_channels

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = ("docs/reference/rehearsal.md: what the block does not name comes from AWS (documented)",)
GOOD = (
    """
rehearsal:
  input: data/batch.csv
  training: {input: {training: data/train.csv, validation: data/validation/}}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}, {ChannelName: validation}]}
""",
    """
rehearsal: {image: churn:dev}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}]}
""",
)
BAD = (
    """
rehearsal:
  training:
    input:   # <- here
      training: data/train.csv
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}, {ChannelName: validation}]}
""",
    """
rehearsal:
  input: data/batch.csv
  training:   # <- here
    image: churn:dev
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}]}
""",
    """
rehearsal:   # <- here
  input: data/batch.csv
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}]}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the channels without local data, if other data is local."""
    names, local = channel_names(doc), local_channels(doc)
    if any(name not in names for name in local):
        return  # rehearsal-channel-unknown reports what is perhaps a misspelt name
    missing = [name for name in names if name not in local]
    if missing and (local or INPUT[-1] in block(doc)):
        channels = f"{'channel' if len(missing) == 1 else 'channels'} {', '.join(map(quoted, missing))}"
        yield (
            TRAINING_INPUT,
            f"no local data for {channels}: read from S3",
            f"add {missing[0]} to rehearsal.training.input",
        )
