"""An augmented manifest must be read in Pipe mode.

With `S3DataType: AugmentedManifestFile`, SageMaker combines objects and attributes into a stream of records. File and
FastFile mode have no such stream, so the validation's training job can't run.

Use Pipe mode if the algorithm supports it. Otherwise provide the data as `S3Prefix`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_channels, jobs, s3_source, supports_pipe

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("service model: S3DataSource.S3DataType, AugmentedManifestFile requires input mode Pipe (documented)",)
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
    """Yield the data type of each channel that reads an augmented manifest in another mode than Pipe."""
    for path, job in jobs(doc):
        for channel in job_channels(path, job):
            source = s3_source(channel.data)
            if source.get("S3DataType") == "AugmentedManifestFile" and channel.mode in ("File", "FastFile"):
                location = (*channel.path, "DataSource", "S3DataSource", "S3DataType")
                message = f"an augmented manifest requires Pipe mode, but channel {channel.name} uses {channel.mode}"
                other = "S3DataType: S3Prefix" + (", without AttributeNames" if "AttributeNames" in source else "")
                hint = f"use Pipe mode, or {other}" if supports_pipe(doc, channel.name) else f"use {other}"
                yield location, message, hint, ((channel.mode_path, "input mode"),)
