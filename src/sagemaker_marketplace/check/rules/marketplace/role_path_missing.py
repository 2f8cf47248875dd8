"""A role's ARN carries its path; `service-role/` is easily lost.

The console makes roles named `AmazonSageMaker-ExecutionRole-<date>` at the path `service-role/`. An ARN put together
from the name alone lacks it, and the service answers that it was unable to assume the role. Somebody may have made a
role of that name without a path, so this is a warning.

Copy the whole ARN from the IAM console: `arn:aws:iam::<account>:role/service-role/<name>`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("aws/sagemaker-python-sdk#43: unable to assume the role, the true path is service-role/ (seen)",)
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


_BARE = ":role/AmazonSageMaker-ExecutionRole-"
_WHOLE = ":role/service-role/AmazonSageMaker-ExecutionRole-"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a role with a name the console gives but without the path it gives."""
    for path, role in doc.strings("spec.ValidationSpecification.ValidationRole"):
        if _BARE in role:
            message = "the console makes roles of this name at the path service-role/, which is missing"
            yield path, message, f"is it {role.replace(_BARE, _WHOLE)}?"
