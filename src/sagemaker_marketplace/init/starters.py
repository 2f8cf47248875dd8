"""The manifests `init` starts from when there is nothing yet: every member explained, every blank marked."""

from __future__ import annotations

HEAD = """\
# What to create, checked on every pull request and created on a release.
# Replace what stands in <angle brackets>; `sagemaker-marketplace check` tells what is still to do.
kind: {kind}
# The Region to publish from. Images, model data and test data must be in it, too.
region: {region}
spec:
"""

_INFERENCE = """\
  InferenceSpecification:
    Containers:
      # An image in your own private ECR repository, in the Region above. A digest is reproducible, a tag is not.
      - Image: <account>.dkr.ecr.{region}.amazonaws.com/<repository>:<tag>
{model}    # What buyers may send and what comes back.
    SupportedContentTypes: [text/csv]
    SupportedResponseMIMETypes: [text/csv]
    # Only what the image was tried on: each type becomes a price to set.
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
"""

_TRANSFORM = """\
        # A batch transform on test data of yours. Whatever is named here becomes visible to buyers.
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
  # How AWS validates it. CertifyForMarketplace is true unless it is set: only certified resources can be listed.
  ValidationSpecification:
    # The full ARN, with the role's path. SageMaker must be able to assume it and to read image and data with it.
    ValidationRole: arn:aws:iam::<account>:role/<role>
    ValidationProfiles:
      - ProfileName: validation
"""

_MODEL_DATA = """\
        # The model as one .tar.gz; leave it out when it is inside the image.
        ModelDataUrl: <s3://bucket/model>.tar.gz
"""

MODEL_PACKAGE = (
    HEAD
    + """\
  # Give VERSION when you run it, for example --var VERSION=1.2.3; a name can't be used twice.
  ModelPackageName: my-model-${{VERSION|slug:-dev}}
"""
    + _INFERENCE.replace("{model}", _MODEL_DATA)
    + _VALIDATION
    + _TRANSFORM
)

ALGORITHM = (
    HEAD
    + """\
  # Give VERSION when you run it, for example --var VERSION=1.2.3; a name can't be used twice.
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
        # A training job on test data of yours, then a batch transform with the model it made.
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
            # Caps what a training that never ends can cost.
            MaxRuntimeInSeconds: 3600
"""
    + _TRANSFORM
)

STARTERS = {"ModelPackage": MODEL_PACKAGE, "Algorithm": ALGORITHM}


def write(kind: str, region: str) -> str:
    """The commented manifest of a kind for a Region."""
    return STARTERS[kind].format(kind=kind, region=region)
