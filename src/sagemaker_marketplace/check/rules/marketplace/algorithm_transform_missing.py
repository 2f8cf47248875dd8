"""An algorithm's validation should also run a transform job.

`TransformJobDefinition` is optional in the API, and one of AWS's samples is certified without it, but the walkthrough
in the seller guide requires it. Without it, the validation does not show that the inference image can use the trained
model.

The rule does not apply if the inference container has an `AdditionalS3DataSource`. According to AWS's fine-tuning
sample, which has no transform job, the validation's batch transform does not download the additional data.

Add a `TransformJobDefinition` with a small input.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "AWS Marketplace seller guide, walkthrough of an algorithm: requires it (documented)",
    "aws/amazon-sagemaker-examples, fine-tuning sample: certified without it, with additional data (seen)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: small
        TransformJobDefinition: {}
""",
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
      - ProfileName: train-only
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: small   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each profile without a transform job, unless there is additional data."""
    if any(source for _, source in doc.at("spec.InferenceSpecification.Containers.*.AdditionalS3DataSource")):
        return
    for path, profile in doc.at("spec.ValidationSpecification.ValidationProfiles.*"):
        if isinstance(profile, dict) and "TransformJobDefinition" not in profile:
            message = "TransformJobDefinition is missing, so inference is not validated"
            yield (*path, "TransformJobDefinition"), message, "add a TransformJobDefinition with a small input"
