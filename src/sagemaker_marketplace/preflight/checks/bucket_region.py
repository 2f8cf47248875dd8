"""Every bucket must be in the manifest's Region.

SageMaker does not read model artifacts and validation data from other Regions: the validation fails with a message
about an object that can't be accessed or a prefix without objects.

Copy the objects to a bucket in the manifest's Region and use that bucket.
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
    "service model: model artifacts and training data are in the same Region (documented)",
    "mlflow/mlflow#2573, philschmid/llm-sagemaker-sample#2: refusals for buckets elsewhere (seen)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each bucket that is elsewhere, at the first location that names it."""

    def check_one(named: list[fields.Data]) -> Iterator[Result]:
        data, *others = named
        try:
            region = s3.bucket_region(account, data)
        except NotFound:
            return
        if region and region != account.region:
            message = f"the bucket {data.bucket} is in {region}, the manifest in {account.region}"
            related = tuple((other.path, "also used here") for other in others)
            yield data.path, message, f"copy the objects to a bucket in {account.region}", related

    return _data.check_each(_data.buckets(doc), check_one)
