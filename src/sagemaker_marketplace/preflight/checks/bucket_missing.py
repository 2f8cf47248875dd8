"""A bucket of the manifest does not exist.

Model artifacts, test data or the place for the output are in a bucket that nobody has, in this account or any other.
The validation fails when it first reads or writes there, minutes after the create call.

Mend the name, or create the bucket in the manifest's Region.
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
    """Yield each bucket that is not there, at the first place that names it."""

    def look(named: list[fields.Data]) -> Iterator[Result]:
        data, *others = named
        try:
            s3.bucket_region(account, data)
        except NotFound:
            hint = f"mend the name, or create it: aws s3 mb s3://{data.bucket} --region {account.region}"
            related = tuple((other.path, "named here, too") for other in others)
            yield data.path, f"there is no bucket {data.bucket}", hint, related

    return _data.each(_data.buckets(doc), look)
