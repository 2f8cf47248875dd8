"""The test data must exist.

A mistyped prefix, an extra trailing slash, or data that were never uploaded end the job before it starts. For an object
with a list of objects (ManifestFile) only the object itself is checked, not the objects it lists.

Upload the data, or fix the URI.
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
SOURCES = ("aws/amazon-sagemaker-examples#2267, #2489: no S3 objects found under the URL (seen)",)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each source of test or training data that has no object."""

    def check_one(data: fields.Data) -> Iterator[Result]:
        hint = f"upload the data, or fix the URI: aws s3 ls s3://{data.bucket}/"
        if data.kind == _data.PREFIX and _data.is_empty(account, data):
            yield data.path, f"there are no objects under {data.uri}", hint
        elif data.kind in _data.MANIFESTS and data.key and _data.is_missing(account, data):
            yield data.path, f"the bucket {data.bucket} has no object {data.key}", hint

    inputs = (data for use in (fields.TRAINING, fields.TRANSFORM) for data in fields.inputs(doc, use))
    return _data.check_each(inputs, check_one)
