"""Test data that are said to be compressed are not.

With `CompressionType: Gzip` SageMaker unpacks each object before it goes to the container, and fails where it can't.
The first object that is not empty is looked at.

Compress the objects, or leave CompressionType out.
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
    """Yield each CompressionType that the first object belies."""

    def look(data: fields.Data) -> Iterator[Result]:
        if _data.beside(doc, data, "CompressionType") != "Gzip":
            return
        found = _data.sample(account, data)
        if found and _data.is_gzip(account, data, found) is False:
            message = f"CompressionType is Gzip, but {found.key} is no gzip file"
            yield (*data.path[:-3], "CompressionType"), message, "compress the objects, or leave CompressionType out"

    return _data.each(fields.inputs(doc, fields.TRANSFORM), look)
