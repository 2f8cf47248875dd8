"""The validation role should not be a service-linked role.

A role with the path `aws-service-role/` belongs to an AWS service. Only that service can assume it, and its permissions
can't be changed. SageMaker's own service-linked roles are for notebooks and other features. They don't grant access to
images in ECR, so a job with such a role can't pull its image. A role of another service does not trust SageMaker.

Use a role of your own that SageMaker can assume: `sagemaker-marketplace role MANIFEST --create-validation-role NAME`
creates one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "IAM user guide, using-service-linked-roles: path, trust and permissions belong to the service (documented)",
    "bentoml/BentoML#1600: AWSServiceRoleForAmazonSageMakerNotebooks can't pull the image (seen)",
    "that a validation fails in the same way is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/service-role/validation
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/aws-service-role/sagemaker.amazonaws.com/Notebooks   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/AWSServiceRoleForAmazonSageMakerNotebooks   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS   # <- here
""",
)
_MARKS = (":role/aws-service-role/", ":role/AWSServiceRoleFor")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the role if its path, or its name without a path, is that of a service-linked role."""
    for path, role in doc.strings("spec.ValidationSpecification.ValidationRole"):
        if any(mark in role for mark in _MARKS):
            message = "ValidationRole is a service-linked role, whose permissions can't be changed"
            yield path, message, "use a role of your own that SageMaker can assume"
