"""An input prefix should not include other data of the manifest.

With `S3Prefix`, a job reads every object whose key begins with the `S3Uri`. If a model artifact is among them, a batch
transform sends the archive to the container as test data, and the container answers with an error. `CompressionType:
Gzip` does not help: it breaks all other objects. A prefix is the beginning of a key, not a folder: without a slash at
its end, `s3://bucket/train` also includes `s3://bucket/train-labels/`.

A channel for a model that is trained further is not reported: its type is `application/x-sagemaker-model`, or its name
contains `model`. Other rules report output paths.

Move the data to a separate prefix, and end the `S3Uri` with a slash.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest import fields
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformS3DataSource and S3DataSource, all objects with the prefix are used (documented)",
    "aws/amazon-sagemaker-examples#1620, #1619: model.tar.gz under the input prefix, refused with 400 (seen)",
    "SageMaker developer guide, incremental training: a channel with the model (documented)",
    "that other artifacts and other inputs fail is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers: [{ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz}]
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker/churn/test/}}}
""",
    """
spec:
  InferenceSpecification:
    Containers: [{ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: base-model, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker}}}
            - ChannelName: base
              ContentType: application/x-sagemaker-model
              DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker}}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: a, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker/data/}}}
            - {ChannelName: b, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker/data/b/}}}
            - {ChannelName: c, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker/test}}}
            - {ChannelName: d, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker/test/d}}}
            - {ChannelName: e, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker/test}}}
            - {ChannelName: f, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme-sagemaker}}}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers: [{ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz}]
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            DataSource:
              S3DataSource:
                S3DataType: S3Prefix
                S3Uri: s3://acme-sagemaker/churn/   # <- here
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataSource: {S3DataSource: {S3Uri: s3://acme-sagemaker/weights/, S3DataType: S3Prefix}}
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              DataSource:
                S3DataSource:
                  S3DataType: S3Prefix
                  S3Uri: s3://acme-sagemaker   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              DataSource:
                S3DataSource:
                  S3DataType: S3Prefix
                  S3Uri: s3://acme-sagemaker/train   # <- here
            - ChannelName: labels
              DataSource:
                S3DataSource:
                  S3DataType: S3Prefix
                  S3Uri: s3://acme-sagemaker/train-labels/
""",
)
_MODEL_TYPE, _MODEL_NAME = "application/x-sagemaker-model", "model"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each input prefix under which there are model artifacts, or another input whose name it begins."""
    inputs = [data for use in (fields.TRAINING, fields.TRANSFORM) for data in fields.inputs(doc, use)]
    for data in inputs:
        if data.kind != "S3Prefix" or _is_model_channel(doc, data):
            continue
        included = [other for other in fields.artifacts(doc) if fields.includes(data, other)]
        included += [other for other in inputs if _is_begun_by(data, other)]
        if included:
            message = f"the input prefix also includes {included[0].uri}"
            hint = "use a separate prefix for the input, and end it with a slash"
            yield data.path, message, hint, tuple((other.path, "included") for other in included)


def _is_begun_by(data: fields.Data, other: fields.Data) -> bool:
    """Whether the last name in a prefix is the beginning of a longer name in another input."""
    rest = other.key[len(data.key) :]
    return fields.includes(data, other) and bool(data.key and rest) and "/" not in (data.key[-1], rest[0])


def _is_model_channel(doc: Document, data: fields.Data) -> bool:
    channel = doc.get(".".join(map(str, data.path[:-3])))
    name = str(channel.get("ChannelName", "")) if isinstance(channel, dict) else ""
    return _MODEL_NAME in name.lower() or (isinstance(channel, dict) and channel.get("ContentType") == _MODEL_TYPE)
