"""A validation transform job should not depend on the container's additional data.

According to AWS's fine-tuning sample, the base weights in `AdditionalS3DataSource` are not downloaded for the
validation's transform job. The container must answer without them, or the validation fails. The sample itself omits
`TransformJobDefinition` and is certified.

Make sure that the container answers `/ping` and `/invocations` without its additional data, or remove the transform
job.
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
    """Yield each validation transform job if an inference container has additional data."""
    sources = [path for path, _ in doc.at("spec.InferenceSpecification.Containers.*.AdditionalS3DataSource")]
    if not sources:
        return
    related = tuple((path, "the additional data") for path in sources)
    for path, _ in doc.at("spec.ValidationSpecification.ValidationProfiles.*.TransformJobDefinition"):
        message = "the validation's transform job runs without the container's additional data"
        yield path, message, "make sure the container works without it, or remove this job like AWS's sample", related
