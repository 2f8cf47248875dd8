"""Training data should be gzip compressed if CompressionType is Gzip.

With `CompressionType: Gzip` SageMaker decompresses a channel's objects while it streams them. What it does with others
is not documented, so this is a warning. Only the first object that is not empty is checked.

Compress the objects, or remove CompressionType.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _data

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject", "s3:ListBucket")
SOURCES = (
    "service model, Channel: CompressionType is how the data are compressed (documented)",
    "that other data fail is inferred",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each CompressionType that the first object contradicts."""

    def check_one(data: fields.Data) -> Iterator[Result]:
        if _data.sibling_field(doc, data, "CompressionType") != "Gzip":
            return
        found = _data.sample(doc, account, data)
        if found and _data.is_gzip(account, data, found) is False:
            message = f"CompressionType is Gzip, but {found.key} is not a gzip file"
            yield (*data.path[:-3], "CompressionType"), message, "compress the objects, or remove CompressionType"

    return _data.check_each(fields.inputs(doc, fields.TRAINING), check_one)
