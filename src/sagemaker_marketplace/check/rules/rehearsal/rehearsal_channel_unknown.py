"""Each channel in `rehearsal.training.input` should be a channel of a training job.

`training.input` names local data by the `ChannelName` of a validation profile. Data under another name is not used, so
that the rehearsal reads the channel from S3, or fails without AWS credentials.

Write the name as in `InputDataConfig`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import TRAINING_INPUT
from ....manifest.suggestions import closest_match, quoted
from .. import Result
from . import channel_names, local_channels

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = ("docs/reference/rehearsal.md: training.input is by ChannelName (documented)",)
GOOD = (
    """
rehearsal: {training: {input: {training: data/train.csv}}}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}, {ChannelName: validation}]}
""",
)
BAD = (
    """
rehearsal:
  training:
    input:
      trainig: data/train.csv   # <- here
      validation: data/validation/
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}, {ChannelName: validation}]}
""",
    """
rehearsal:
  training:
    input: {labels: data/labels.csv}   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}]}
""",
    """
rehearsal:
  training:
    input:
      training: data/train.csv
      extra: data/extra.csv   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training}]}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each name that no training job has, if their names are known."""
    names, local = channel_names(doc), local_channels(doc)
    unused = [name for name in names if name not in local]
    for name in local if names else ():
        if name not in names:
            near = closest_match(str(name), unused)
            other = f"use a channel of the training job: {', '.join(unused)}" if unused else "remove it"
            hint = f"did you mean {near}?" if near else other
            yield (*TRAINING_INPUT, name), f"no training job has the channel {quoted(str(name))}", hint
