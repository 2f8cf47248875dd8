"""Values of a rehearsal for tests: a training job with channels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sagemaker_marketplace.rehearse.training_job import Channel, TrainingJob

PATH = ("spec", "ValidationSpecification", "ValidationProfiles", 0, "TrainingJobDefinition")
_CHANNEL = Channel("training", (*PATH, "InputDataConfig", 0), "File", "text/csv", "", "", "S3Prefix", "", "s3://b/t/")
_JOB = TrainingJob(
    profile="Validation 1",
    path=PATH,
    image_path=("spec", "TrainingSpecification", "TrainingImage"),
    image="trees:dev",
    hyperparameters={"rounds": "10", "loss": "l2"},
    channels=(_CHANNEL,),
    instance_type="ml.m5.large",
    instance_count=1,
    max_runtime_seconds=3_600,
    metrics=(),
)


def channel(name: str = "training", **changes: Any) -> Channel:
    """Return a channel in File mode with other fields."""
    return replace(_CHANNEL, name=name, **changes)


def job(*channels: Channel, **changes: Any) -> TrainingJob:
    """Return a job with these channels, or one channel, and with other fields."""
    return replace(_JOB, channels=channels or _JOB.channels, **changes)
