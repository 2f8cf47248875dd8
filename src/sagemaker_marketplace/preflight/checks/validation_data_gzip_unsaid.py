"""Test data are compressed, and the manifest does not say so.

Without `CompressionType: Gzip` the objects go to the container as they are. Split by lines or records they are broken
apart in the middle of the compression, and a container that takes text gets bytes. Whole objects of other content
types are not looked at: a container may well unpack its own format.

Set `CompressionType: Gzip` in TransformInput, or upload the data unpacked.
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
    """Yield each prefix whose first object is compressed unsaid."""

    def look(data: fields.Data) -> Iterator[Result]:
        if _data.beside(doc, data, "CompressionType") not in (None, "None") or not _is_text(doc, data):
            return
        found = _data.sample(account, data)
        if found and _data.is_gzip(account, data, found):
            message = f"{found.key} is gzip compressed, and CompressionType does not say so"
            yield data.path, message, "set CompressionType: Gzip in TransformInput, or upload the data unpacked"

    return _data.each(fields.inputs(doc, fields.TRANSFORM), look)


def _is_text(doc: Document, data: fields.Data) -> bool:
    split = _data.beside(doc, data, "SplitType") not in (None, "None")
    return split or str(_data.beside(doc, data, "ContentType")).startswith(("text/", "application/json"))
