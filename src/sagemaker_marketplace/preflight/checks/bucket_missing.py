"""Every bucket of the manifest must exist.

The bucket for model artifacts, test data or output does not exist in this account or any other. The validation fails
when it first reads from it or writes to it, minutes after the create call.

Fix the name, or create the bucket in the manifest's Region.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import s3
from ...aws.queries import NotFound, Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _data

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:ListBucket",)
SOURCES = (
    "S3 API, HeadBucket: 404 for a bucket that does not exist (documented)",
    "aws/amazon-sagemaker-examples#2267: the refusal asks whether the bucket exists (seen)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each bucket that does not exist, at the first location that names it."""

    def check_one(named: list[fields.Data]) -> Iterator[Result]:
        data, *others = named
        try:
            s3.bucket_region(account, data)
        except NotFound:
            hint = f"fix the name, or create it: aws s3 mb s3://{data.bucket} --region {account.region}"
            related = tuple((other.path, "also used here") for other in others)
            yield data.path, f"bucket not found: {data.bucket}", hint, related

    return _data.check_each(_data.buckets(doc), check_one)
