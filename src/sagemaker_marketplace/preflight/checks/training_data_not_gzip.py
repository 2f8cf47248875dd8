"""Training data that are said to be compressed are not.

With `CompressionType: Gzip` SageMaker unpacks a channel's objects on their way into the pipe. What it does with others
is not documented, so this is a warning. The first object that is not empty is looked at.

Compress the objects, or leave CompressionType out.
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
    """Yield each CompressionType that the first object belies."""

    def look(data: fields.Data) -> Iterator[Result]:
        if _data.beside(doc, data, "CompressionType") != "Gzip":
            return
        found = _data.sample(account, data)
        if found and _data.is_gzip(account, data, found) is False:
            message = f"CompressionType is Gzip, but {found.key} is no gzip file"
            yield (*data.path[:-3], "CompressionType"), message, "compress the objects, or leave CompressionType out"

    return _data.each(fields.inputs(doc, fields.TRAINING), look)
