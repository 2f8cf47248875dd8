"""Model artifacts must exist in their bucket.

The container would start without its model; SageMaker fails the validation before that, with a message that names the
role, the object and the Region. The usual cause is a mistyped key, or a training pipeline that writes elsewhere.

Upload the artifacts before the release, or fix the URI. A caller without permission to list the bucket can't see
whether an object exists: then the missing permission `s3:GetObject` or `s3:ListBucket` is reported instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _data

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject", "s3:ListBucket")
SOURCES = (
    "S3 API, HeadObject: 404 for an object that does not exist (documented)",
    "mlflow/mlflow#2573: failed to download model data, is there an object at the URL (seen)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each artifact that does not exist."""

    def check_one(data: fields.Data) -> Iterator[Result]:
        hint = f"upload it before the release, or fix the URI: aws s3 ls s3://{data.bucket}/"
        if data.kind == _data.PREFIX or data.key.endswith("/"):
            if _data.is_empty(account, data):
                yield data.path, f"there are no objects under {data.uri}", hint
        elif data.key and _data.is_missing(account, data):
            yield data.path, f"the bucket {data.bucket} has no object {data.key}", hint

    return _data.check_each(fields.artifacts(doc), check_one)
