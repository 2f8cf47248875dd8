"""The manifests that `init` writes without a source: each field explained, with <placeholders> to replace."""

from __future__ import annotations

from typing import Any

import yaml

from ..manifest.yaml_writer import Expression

SCHEMA_FILE = "manifest.schema.json"
# Editors with the YAML language server validate and complete a file that begins so. The path is relative to the file.
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"

HEAD = """\
{schema_line}
# The resource to create: checked on every pull request, created on a release.
# Replace the <placeholders>; `sagemaker-marketplace check` lists what is left.
kind: {kind}
# The Region to publish from. Images, model data and test data must be in the same Region.
region: {region}
spec:
"""

_INFERENCE = """\
  InferenceSpecification:
    Containers:
      # An image in your private ECR repository, in the Region above. Prefer a digest to a tag, which can be moved.
      - Image: <account>.dkr.ecr.{region}.amazonaws.com/<repository>:<tag>
{model}    # The content types that buyers can send and receive.
    SupportedContentTypes: [text/csv]
    SupportedResponseMIMETypes: [text/csv]
    # List only types that you have tested; you set a price for each.
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
"""

_TRANSFORM = """\
        # A batch transform job on your test data. Buyers can see these fields.
        TransformJobDefinition:
          TransformInput:
            DataSource:
              S3DataSource:
                S3DataType: S3Prefix
                S3Uri: <s3://bucket/validation/transform/>
            ContentType: text/csv
          TransformOutput:
            S3OutputPath: <s3://bucket/validation/output/>
          TransformResources:
            InstanceType: ml.m5.large
            InstanceCount: 1
"""

_VALIDATION = """\
  # How AWS validates the resource. CertifyForMarketplace defaults to true: only certified resources can be listed.
  ValidationSpecification:
    # The role's full ARN, with its path. SageMaker assumes the role to read the image and the data.
    ValidationRole: arn:aws:iam::<account>:role/<role>
    ValidationProfiles:
      - ProfileName: validation
"""

_MODEL_DATA = """\
        # The model as one .tar.gz; remove this field if the model is in the image.
        ModelDataUrl: <s3://bucket/model>.tar.gz
"""

_REHEARSAL = """\
# To run the validation on your own machine, with Docker or Podman and without AWS: remove the comment signs, build the
# image, and run `sagemaker-marketplace rehearse`. Paths are relative to this file.
# rehearsal:
#   image: {name}:dev
{fields}#   input: data/transform/
#   samples:
#     text/csv: [data/sample.csv]
"""

MODEL_PACKAGE = (
    HEAD
    + """\
  # Set VERSION, for example --var VERSION=1.2.3; a name can't be used twice.
  ModelPackageName: my-model-${{VERSION|slug:-dev}}
"""
    + _INFERENCE.replace("{model}", _MODEL_DATA)
    + _VALIDATION
    + _TRANSFORM
    + _REHEARSAL.format(name="my-model", fields="#   model: model/\n")
)

ALGORITHM = (
    HEAD
    + """\
  # Set VERSION, for example --var VERSION=1.2.3; a name can't be used twice.
  AlgorithmName: my-algorithm-${{VERSION|slug:-dev}}
  TrainingSpecification:
    TrainingImage: <account>.dkr.ecr.{region}.amazonaws.com/<repository>:<tag>
    SupportedTrainingInstanceTypes: [ml.m5.large]
    SupportsDistributedTraining: false
    TrainingChannels:
      - Name: training
        IsRequired: true
        SupportedContentTypes: [text/csv]
        SupportedInputModes: [File]
"""
    + _INFERENCE.replace("{model}", "")
    + _VALIDATION
    + """\
        # A training job on your test data, then a batch transform job with the model that it writes.
        TrainingJobDefinition:
          TrainingInputMode: File
          InputDataConfig:
            - ChannelName: training
              DataSource:
                S3DataSource:
                  S3DataType: S3Prefix
                  S3Uri: <s3://bucket/validation/training/>
              ContentType: text/csv
          OutputDataConfig:
            S3OutputPath: <s3://bucket/validation/model/>
          ResourceConfig:
            InstanceType: ml.m5.large
            InstanceCount: 1
            VolumeSizeInGB: 10
          StoppingCondition:
            # Limits the cost of a training job that does not end.
            MaxRuntimeInSeconds: 3600
"""
    + _TRANSFORM
    + _REHEARSAL.format(name="my-algorithm", fields="#   training:\n#     input:\n#       training: data/training/\n")
)

STARTERS = {"ModelPackage": MODEL_PACKAGE, "Algorithm": ALGORITHM}


def write(kind: str, region: str) -> str:
    """The manifest of a kind for a Region, with comments."""
    return STARTERS[kind].format(kind=kind, region=region, schema_line=SCHEMA_LINE)


def complete(kind: str, region: str, part: dict[str, Any]) -> dict[str, Any]:
    """A certified request with the fields of a part, and those of a kind's starter that the part does not have."""
    spec: dict[str, Any] = yaml.safe_load(write(kind, region))["spec"]
    name = f"{kind}Name"
    spec |= {name: Expression(spec[name]), "CertifyForMarketplace": True}
    for field, value in part.items():
        # Only a specification can itself be given in part: a list of containers.
        spec[field] = {**spec.get(field, {}), **value} if set(value) == {"Containers"} else value
    return spec
