"""Values of a rehearsal for tests: a transform job, and what a good container shows of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sagemaker_marketplace.aws.ecr import Config
from sagemaker_marketplace.rehearse.job import TransformJob
from sagemaker_marketplace.rehearse.observations import Image, Limits, Observations

PATH = ("spec", "ValidationSpecification", "ValidationProfiles", 0, "TransformJobDefinition")
_JOB = TransformJob(
    profile="Validation",
    path=PATH,
    container_path=("spec", "InferenceSpecification", "Containers", 0),
    image="churn-scorer:dev",
    model_uri="",
    environment={},
    content_type="text/csv",
    accept="text/csv",
    split_type="Line",
    batch_strategy="",
    max_payload_mb=None,
    max_concurrent=0,
    compression="",
    data_type="S3Prefix",
    input_uri="s3://example-sagemaker-us-east-2/churn-scorer/validation/input/",
    assemble_with="",
    instance_type="ml.m5.large",
    instance_count=1,
)
_IMAGE = Image("churn-scorer:dev", "sha256:0", Config("linux/amd64", (), (), "", {}), 0)


def job(**changes: Any) -> TransformJob:
    """Return a job of CSV lines with other fields."""
    return replace(_JOB, **changes)


def observations(transform_job: TransformJob = _JOB, **changes: Any) -> Observations:
    """Return the observations of a container that is ready, with other fields."""
    return replace(Observations(transform_job, _IMAGE, Limits(2, 1 << 30), first_ping_seconds=0.1), **changes)
