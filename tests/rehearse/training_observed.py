"""Observations of a training job's rehearsal, made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.rehearse.observed import LIMITS, document, image

from sagemaker_marketplace.rehearse.contract import training_words
from sagemaker_marketplace.rehearse.observations import End
from sagemaker_marketplace.rehearse.training_job import MetricDefinition, TrainingJob, training_jobs
from sagemaker_marketplace.rehearse.training_observations import MetricUse, TrainingObservations
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

SPEC = r"""kind: Algorithm
region: us-east-2
spec:
  AlgorithmName: demand-forest-1
  TrainingSpecification:
    TrainingImage: 123456789012.dkr.ecr.us-east-2.amazonaws.com/demand-train:2.0.1
    SupportedTrainingInstanceTypes: [ml.m5.large]
    SupportedHyperParameters:
      - Name: max-depth
        Type: Integer
      - Name: rate
        Type: Continuous
      - Name: seed
        Type: Integer
    MetricDefinitions:
      - Name: loss
        Regex: 'loss=(\S+)'
    TrainingChannels:
      - Name: training
        SupportedContentTypes: [text/csv]
        SupportedInputModes: [File, Pipe, FastFile]
      - Name: validation
        SupportedContentTypes: [text/csv]
        SupportedInputModes: [File, Pipe, FastFile]
        IsRequired: false
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-2.amazonaws.com/demand-serve:2.0.1
    SupportedContentTypes: [text/csv]
    SupportedResponseMIMETypes: [text/csv]
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/service-role/MarketplaceValidation
    ValidationProfiles:
      - ProfileName: small
        TrainingJobDefinition:
          TrainingInputMode: File
          HyperParameters:
            max-depth: 5
            rate: 0.1
          InputDataConfig:
            - ChannelName: training
              ContentType: text/csv
              DataSource:
                S3DataSource:
                  S3DataType: S3Prefix
                  S3Uri: s3://example-sagemaker-us-east-2/demand/training/
          OutputDataConfig:
            S3OutputPath: s3://example-sagemaker-us-east-2/demand/model/
          ResourceConfig:
            InstanceType: ml.m5.large
            InstanceCount: 1
            VolumeSizeInGB: 10
          StoppingCondition:
            MaxRuntimeInSeconds: 600
        TransformJobDefinition:
          TransformInput:
            DataSource:
              S3DataSource:
                S3DataType: S3Prefix
                S3Uri: s3://example-sagemaker-us-east-2/demand/input/
            ContentType: text/csv
          TransformOutput:
            S3OutputPath: s3://example-sagemaker-us-east-2/demand/output/
          TransformResources:
            InstanceType: ml.m5.large
            InstanceCount: 1
"""
LOCAL = f"""{SPEC}rehearsal:
  image: demand-serve:dev
  training:
    image: demand-train:dev
    input:
      training: data/train.csv
  input: data/input/
"""
CONFIG = tuple(f"input/config/{name}config.json" for name in ("inputdata", "resource"))
FILES = ("input/config/hyperparameters.json", *CONFIG, "input/data/training/train.csv", "model", "output/data")
LOSS = MetricDefinition("loss", r"loss=(\S+)", ("spec", "TrainingSpecification", "MetricDefinitions", 0))
GOOD_METRIC = MetricUse(LOSS, matches=3, values=3, last_value=0.25)


def job(text: str = LOCAL, pipe: bool = False, **changes: Any) -> TrainingJob:
    """The training job of a manifest, perhaps in Pipe mode."""
    found = next(training_jobs(document(text)))
    channels = tuple(replace(channel, input_mode="Pipe" if pipe else "File") for channel in found.channels)
    return replace(found, channels=channels, **changes)


def completed(text: str = LOCAL, **fields: Any) -> TrainingObservations:
    """A training job that completes, if the fields don't say otherwise; `job` are fields of the job."""
    given: dict[str, Any] = {
        "image": image(),
        "limits": LIMITS,
        "start_seconds": 0.2,
        "seconds": 1.5,
        "end": End(0, "training", 1.5),
        "files": FILES,
        "model_files": ("model.json",),
        "model_bytes": 200,
        "metrics": [GOOD_METRIC],
    }
    return TrainingObservations(job=job(text, **fields.pop("job", {})), **{**given, **fields})


def failed(text: str = LOCAL, *log_lines: str, **fields: Any) -> TrainingObservations:
    """A training job whose program ended with exit code 1."""
    return completed(text, **{"end": End(1, "training", 1.5), "log_lines": log_lines, "model_files": (), **fields})


def judged(observations: TrainingObservations, text: str = LOCAL) -> verdicts.Verdict:
    """The verdict on a training job."""
    return verdicts.decide(document(text), observations, training_words.service_words(observations))
