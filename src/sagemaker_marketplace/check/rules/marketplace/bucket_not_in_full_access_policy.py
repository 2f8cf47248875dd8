"""A role with only AmazonSageMakerFullAccess reads and writes S3 objects of certain names.

That policy is what the console gives a new role. It covers objects with `sagemaker`, `SageMaker`, `Sagemaker` or
`aws-glue` in the bucket's name or in the key, and for reading those tagged `SageMaker=true`. For others the role needs
a policy of its own. A file can't show what the role has, so this is for information, once a bucket.

Give the role `s3:GetObject` and `s3:PutObject` for the bucket's objects; if it has them, silence this.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from ..artifacts import locations

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
# Where the validation reads and writes; what else names S3 is read by people or by other services.
_USED = ("InferenceSpecification", "SourceAlgorithmSpecification", "TrainingSpecification", "ValidationSpecification")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the first place in each bucket that the policy does not cover."""
    found: dict[str, list[Path]] = {}
    for location in locations(doc):
        named = f"{location.bucket}/{location.key}"
        if location.path[1] in _USED and not any(word in named for word in _COVERED):
            found.setdefault(location.bucket, []).append(location.path)
    for bucket, (path, *others) in found.items():
        message = f"AmazonSageMakerFullAccess does not cover s3://{bucket}: the role needs a policy for it"
        hint = f"let the role s3:GetObject and s3:PutObject on arn:aws:s3:::{bucket}/*"
        yield path, message, hint, tuple((other, "in the same bucket") for other in others)
