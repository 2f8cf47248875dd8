"""A validation's training data should not be on a file system.

EFS and FSx for Lustre require a VPC. A training job sets its VPC in `VpcConfig`, but the training job definition of a
validation profile has no such field. That the job can't mount the file system is inferred.

Put the sample data in S3.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_channels, jobs

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, train-vpc: VpcConfig lets a training job reach resources in a VPC (documented)",
    "service model: TrainingJobDefinition has no VpcConfig (documented); the conclusion is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: training, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/train/}}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              DataSource:
                FileSystemDataSource:   # <- here
                  FileSystemId: fs-0123456789abcdef0
                  FileSystemType: EFS
                  FileSystemAccessMode: ro
                  DirectoryPath: /train
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each data source that is a file system."""
    for path, job in jobs(doc):
        for channel in job_channels(path, job):
            source = channel.data.get("DataSource")
            if isinstance(source, dict) and "FileSystemDataSource" in source:
                location = (*channel.path, "DataSource", "FileSystemDataSource")
                message = f"channel {channel.name} uses a file system, which requires a VPC"
                yield location, message, "copy the sample data to S3, and use S3DataSource"
