"""A manifest of an algorithm with two channels, and the sources of its training job."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from tests.preflight.conftest import parsed

from sagemaker_marketplace.aws.queries import Queries
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest import rehearsal
from sagemaker_marketplace.rehearse.sources.channels import ChannelFile, TrainingSources, channel_files
from sagemaker_marketplace.rehearse.training_job import training_jobs
from sagemaker_marketplace.report.events import Event

IRIS = "123456789012.dkr.ecr.us-east-1.amazonaws.com/iris"


def algorithm(block: str = "{}", **fields: str) -> str:
    """Return a manifest: TrainingImage on line 5, Image on 8, S3Uri of the channels on 20 and 26, the block on 35."""
    return f"""\
kind: Algorithm
region: us-east-1
spec:
  TrainingSpecification:
    TrainingImage: {fields.get("training_image", f"{IRIS}:1.0")}
  InferenceSpecification:
    Containers:
      - Image: {fields.get("image", f"{IRIS}:1.0")}
        {fields.get("container", "Environment: {A: b}")}
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: batch
        TrainingJobDefinition:
          TrainingInputMode: {fields.get("mode", "File")}
          InputDataConfig:
            - ChannelName: training
              DataSource:
                S3DataSource:
                  S3DataType: {fields.get("kind", "S3Prefix")}
                  S3Uri: {fields.get("uri", "s3://acme/train/")}
            - ChannelName: validation
              InputMode: Pipe
              DataSource:
                S3DataSource:
                  S3DataType: {fields.get("kind", "S3Prefix")}
                  S3Uri: s3://acme/validation/
        TransformJobDefinition:
          TransformInput:
            DataSource:
              S3DataSource:
                S3DataType: S3Prefix
                S3Uri: s3://acme/input/
          TransformOutput:
            S3OutputPath: s3://acme/output/
rehearsal: {block}
"""


def training_sources(account: Queries, block: str = "{}", **changes: str) -> TrainingSources:
    """Return the sources of the only training job."""
    document = parsed(algorithm(block, **changes))
    [job] = training_jobs(document)
    return TrainingSources(document, job, rehearsal.read(document), account)


def channel(sources: TrainingSources, name: str, root: Path, folder: Path) -> Generator[Event, None, list[ChannelFile]]:
    """Find the files of a channel in a workspace or in S3."""
    [found] = [each for each in sources.job.channels if each.name == name]
    workspace = Workspace(str(root), bound=True)
    return channel_files(sources.document, sources.job, found, sources.block, sources.account, workspace, folder)
