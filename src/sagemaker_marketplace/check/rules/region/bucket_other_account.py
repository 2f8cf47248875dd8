"""A bucket name should not contain another account's ID.

All resources of a product belong in the seller's account, and the validation uses the seller's role to read and write
them. Many bucket names contain Region and account, such as `sagemaker-us-east-2-123456789012`, the default bucket of
AWS's SDK. If that account is not the role's account, the URI was probably copied from a colleague or a sample. The name
can be misleading, and a bucket policy can grant access to other accounts.

Copy the objects to a bucket in the seller's account and use that bucket.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..artifacts import s3_locations
from ..images import ROLE, seller_account
from ._buckets import account

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-troubleshooting: all resources and assets in the seller's account (documented)",
    "aws/sagemaker-python-sdk, session.py: the name of the default bucket contains Region and account (seen)",
    "that a bucket name indicates its account is inferred",
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
    """Yield each S3 location whose bucket name contains another account than the validation role's."""
    role_account = seller_account(doc)
    if role_account is None:
        return
    for location in s3_locations(doc):
        bucket_account = account(location.bucket, facts)
        if bucket_account is not None and bucket_account != role_account:
            message = f"bucket {location.bucket} seems to belong to account {bucket_account}, not to {role_account}"
            related = ((ROLE, f"role in account {role_account}"),)
            yield location.path, message, f"copy the objects to a bucket in account {role_account}", related
