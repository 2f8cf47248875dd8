"""CompressionType should be Gzip if the test data are gzip compressed.

Without `CompressionType: Gzip` the objects are sent to the container as they are. Splitting by lines or records breaks
them in the middle of the compressed data, and a container that expects text receives bytes. Whole objects of other
content types are not checked: a container can decompress its own format.

Set `CompressionType: Gzip` in TransformInput, or upload the data uncompressed.
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
    "service model, TransformInput: SageMaker unpacks what CompressionType says (documented)",
    "that a container of text can't read compressed data is inferred",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each prefix whose first object is compressed without CompressionType."""

    def check_one(data: fields.Data) -> Iterator[Result]:
        if _data.sibling_field(doc, data, "CompressionType") not in (None, "None") or not _is_text(doc, data):
            return
        found = _data.sample(doc, account, data)
        if found and _data.is_gzip(account, data, found):
            message = f"{found.key} is gzip compressed, but CompressionType is not Gzip"
            yield data.path, message, "set CompressionType: Gzip in TransformInput, or upload the data uncompressed"

    return _data.check_each(fields.inputs(doc, fields.TRANSFORM), check_one)


def _is_text(doc: Document, data: fields.Data) -> bool:
    split = _data.sibling_field(doc, data, "SplitType") not in (None, "None")
    return split or str(_data.sibling_field(doc, data, "ContentType")).startswith(("text/", "application/json"))
