"""A bucket is in another Region than the manifest.

Model artifacts and the data of the validation have to be in the Region the resource is made in. SageMaker does not
reach over: the validation fails with a text about an object that can't be accessed or a prefix without objects.

Copy the objects to a bucket in the manifest's Region and name that one.
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
    """Yield each bucket that is elsewhere, at the first place that names it."""

    def look(named: list[fields.Data]) -> Iterator[Result]:
        data, *others = named
        try:
            region = s3.bucket_region(account, data)
        except NotFound:
            return
        if region and region != account.region:
            message = f"the bucket {data.bucket} is in {region}, the manifest in {account.region}"
            related = tuple((other.path, "named here, too") for other in others)
            yield data.path, message, f"copy the objects to a bucket in {account.region}", related

    return _data.each(_data.buckets(doc), look)
