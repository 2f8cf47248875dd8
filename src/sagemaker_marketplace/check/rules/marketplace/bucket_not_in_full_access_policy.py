"""The validation role should have access to buckets that AmazonSageMakerFullAccess does not cover.

The console attaches this policy to a new role. It covers S3 objects with `sagemaker`, `SageMaker`, `Sagemaker` or
`aws-glue` in the bucket name or key, and read access to objects with the tag `SageMaker=true`. For other objects, the
role needs an additional policy. The permissions of the role can't be checked offline. There is one finding for each
bucket.

Grant the role `s3:GetObject` and `s3:PutObject` on the objects of the bucket. If it already has them, ignore this rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from ..artifacts import s3_locations

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker developer guide, sagemaker-roles: what AmazonSageMakerFullAccess covers (documented)",
    "AmazonSageMakerFullAccess, version 29: patterns of whole object ARNs (seen)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-models/sagemaker/model.tar.gz
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://*/model.tar.gz
      - ModelDataUrl: s3://acme-?/model.tar.gz
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-models/churn/model.tar.gz   # <- here
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput:
            S3OutputPath: s3://acme-models/churn/output/
""",
)


_COVERED = ("sagemaker", "SageMaker", "Sagemaker", "aws-glue")
# Not valid in a bucket name; in a policy that is copied from the hint they would match other buckets.
_MEANINGFUL = "*?$"
# The validation reads and writes only the S3 locations in these fields.
_USED_FIELDS = (
    "InferenceSpecification",
    "SourceAlgorithmSpecification",
    "TrainingSpecification",
    "ValidationSpecification",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the first location in each bucket that the policy does not cover."""
    paths_by_bucket: dict[str, list[Path]] = {}
    for location in s3_locations(doc):
        name = f"{location.bucket}/{location.key}"
        if location.path[1] in _USED_FIELDS and not any(word in name for word in _COVERED):
            paths_by_bucket.setdefault(location.bucket, []).append(location.path)
    for bucket, (path, *others) in paths_by_bucket.items():
        if any(character in bucket for character in _MEANINGFUL):
            continue
        message = f"AmazonSageMakerFullAccess does not cover s3://{bucket}"
        hint = f"grant the role s3:GetObject and s3:PutObject on arn:aws:s3:::{bucket}/*"
        yield path, message, hint, tuple((other, "in the same bucket") for other in others)
