"""An augmented manifest can be read in Pipe mode only.

With `S3DataType: AugmentedManifestFile` SageMaker joins objects and attributes into a stream of records. There is no
such stream in File or FastFile mode, so the training job of the validation can't run.

Use Pipe mode if the algorithm supports it; else give the data as `S3Prefix`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs, s3_source, takes_pipe, used

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("service model: S3DataSource.S3DataType, AugmentedManifestFile with input mode Pipe only (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          TrainingInputMode: Pipe
          InputDataConfig:
            - {ChannelName: training, DataSource: {S3DataSource: {S3DataType: AugmentedManifestFile}}}
            - {ChannelName: validation, InputMode: File, DataSource: {S3DataSource: {S3DataType: S3Prefix}}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          TrainingInputMode: File
          InputDataConfig:
            - ChannelName: training
              DataSource:
                S3DataSource:
                  S3DataType: AugmentedManifestFile   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the data type of each channel with an augmented manifest and another mode than Pipe."""
    for path, job in jobs(doc):
        for channel in used(path, job):
            source = s3_source(channel.channel)
            if source.get("S3DataType") == "AugmentedManifestFile" and channel.mode in ("File", "FastFile"):
                location = (*channel.path, "DataSource", "S3DataSource", "S3DataType")
                message = f"an augmented manifest needs Pipe mode, the channel {channel.name} is read in {channel.mode}"
                other = "give the data as S3Prefix" + (", without AttributeNames" if "AttributeNames" in source else "")
                hint = f"use Pipe mode, or {other}" if takes_pipe(doc, channel.name) else other
                yield location, message, hint, ((channel.mode_path, "the input mode"),)
