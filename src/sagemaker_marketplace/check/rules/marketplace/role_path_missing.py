"""A role ARN should include the path of the role, such as `service-role/`.

The console creates roles with names such as `AmazonSageMaker-ExecutionRole-<date>` and the path `service-role/`. If the
ARN was written from the name alone, the path is missing and SageMaker is "unable to assume the role". A role with such
a name can also exist without a path.

Copy the ARN from the IAM console: `arn:aws:iam::<account>:role/service-role/<name>`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("aws/sagemaker-python-sdk#43: unable to assume the role, the correct path is service-role/ (seen)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole-20181116T172364
""",
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/AmazonSageMaker-ExecutionRole-20181116T172364   # <- here
""",
)


_WITHOUT_PATH = ":role/AmazonSageMaker-ExecutionRole-"
_WITH_PATH = ":role/service-role/AmazonSageMaker-ExecutionRole-"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a role with a name that the console assigns, but without its path."""
    for path, role in doc.strings("spec.ValidationSpecification.ValidationRole"):
        if _WITHOUT_PATH in role:
            message = "the path service-role/, which the console assigns to roles with such names, is missing"
            yield path, message, f"did you mean {role.replace(_WITHOUT_PATH, _WITH_PATH)}?"
