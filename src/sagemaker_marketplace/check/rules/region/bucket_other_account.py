"""A bucket whose name carries another account is probably that account's.

Everything a product is made of belongs into the seller's account, and the validation reads and writes with the
seller's role. Many buckets have Region and account in their names, such as `sagemaker-us-east-2-123456789012`, the
default of AWS's SDK; an account that is not the role's was mostly copied from a colleague or a sample. A name can be
misleading, and a bucket's policy can let others in, so this is a warning.

Copy the objects to a bucket of the seller's account and name that one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..artifacts import locations
from ..images import ROLE, seller
from ._buckets import account

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-troubleshooting: all resources and assets in the seller's account (documented)",
    "aws/sagemaker-python-sdk, session.py: the default bucket is named after Region and account (seen)",
    "that a bucket's name tells its account is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://sagemaker-us-east-2-123456789012/churn/model.tar.gz
      - ModelDataUrl: s3://acme-sagemaker-202601312359/churn/model.tar.gz
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://sagemaker-us-east-2-210987654321/churn/model.tar.gz   # <- here
      - ModelDataUrl: s3://acme-210987654321-us-east-2/churn/model.tar.gz   # <- here
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each place in S3 whose bucket is named after an account that is not the validation role's."""
    own = seller(doc)
    if own is None:
        return
    for location in locations(doc):
        named = account(location.bucket, facts)
        if named is not None and named != own:
            message = f"the bucket {location.bucket} seems to be of the account {named}, the ValidationRole is of {own}"
            related = ((ROLE, f"the role of {own}"),)
            yield location.path, message, f"copy the objects to a bucket of the account {own}", related
