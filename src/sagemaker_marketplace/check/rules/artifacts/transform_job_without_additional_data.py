"""The transform job of an algorithm's validation runs without the container's additional data.

AWS's sample for fine-tuning says so: the base weights an `AdditionalS3DataSource` names are not downloaded for that
job, so the container has to answer without them, or the validation fails. The sample itself leaves the
`TransformJobDefinition` out, and is certified. A container can be made to answer without its weights, so this is a
warning.

Let the container answer `/ping` and `/invocations` when its data is not there, or leave the transform job out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebook, part 5: no base weights in the transform job (seen)",
    "that most containers fail without them is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - AdditionalS3DataSource:
          S3DataType: S3Object
          S3Uri: s3://acme-sagemaker/base/weights.tar.gz
          CompressionType: Gzip
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: small
        TrainingJobDefinition: {}
""",
    """
spec:
  TrainingSpecification:
    AdditionalS3DataSource:
      S3DataType: S3Object
      S3Uri: s3://acme-sagemaker/base/weights.tar.gz
      CompressionType: Gzip
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: small
        TransformJobDefinition: {}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - AdditionalS3DataSource:
          S3DataType: S3Object
          S3Uri: s3://acme-sagemaker/base/weights.tar.gz
          CompressionType: Gzip
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: small
        TrainingJobDefinition: {}
        TransformJobDefinition: {}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each transform job of a validation when a container for inference has additional data."""
    sources = [path for path, _ in doc.at("spec.InferenceSpecification.Containers.*.AdditionalS3DataSource")]
    if not sources:
        return
    related = tuple((path, "the additional data") for path in sources)
    for path, _ in doc.at("spec.ValidationSpecification.ValidationProfiles.*.TransformJobDefinition"):
        message = "the validation's transform job runs without the additional data of the container"
        yield path, message, "let the container answer without it, or leave this job out as AWS's sample does", related
