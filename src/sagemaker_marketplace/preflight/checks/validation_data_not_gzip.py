"""Test data must be gzip compressed if CompressionType is Gzip.

With `CompressionType: Gzip` SageMaker decompresses each object before it sends it to the container, and fails if it
can't. Only the first object that is not empty is checked.

Compress the objects, or remove CompressionType.
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
    "service model, TransformInput: CompressionType is how the data are compressed (documented)",
    "RFC 1952: how a gzip file begins (documented)",
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

    return _data.check_each(fields.inputs(doc, fields.TRANSFORM), check_one)
