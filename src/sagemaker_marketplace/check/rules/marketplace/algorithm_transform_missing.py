"""An algorithm's validation should run a transform job, too, not only train.

`TransformJobDefinition` is optional in the API, and one of AWS's samples certifies an algorithm without it. The seller
guide's walkthrough asks for it. Without it nothing shows that the inference image can use what the training made. The
sources disagree, so this is a warning.

Nothing is said where the inference container has an `AdditionalS3DataSource`: by AWS's fine-tuning sample, which has no
transform job, a validation's batch transform does not get the additional data.

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
    "aws/amazon-sagemaker-examples, fine-tuning sample: certified without it, beside additional data (seen)",
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
    """Yield each profile without a transform job, where one could run."""
    if any(source for _, source in doc.at("spec.InferenceSpecification.Containers.*.AdditionalS3DataSource")):
        return
    for path, profile in doc.at("spec.ValidationSpecification.ValidationProfiles.*"):
        if isinstance(profile, dict) and "TransformJobDefinition" not in profile:
            message = "the profile has no TransformJobDefinition: inference is not validated"
            yield (*path, "TransformJobDefinition"), message, "add one with a small input"
