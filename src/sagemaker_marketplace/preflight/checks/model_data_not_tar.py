"""Model artifacts are compressed, but not an archive.

SageMaker unpacks one gzip compressed tar archive. A single file that was compressed by itself is named `.gz` by gzip
and `.tar.gz` only by mistake; the validation fails when it is to be unpacked.

Pack the folder with tar: `tar -czf model.tar.gz -C model .`, and upload that.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _archives, _data

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject",)
SOURCES = (
    "service model: ModelDataUrl is a single gzip compressed tar archive, .tar.gz (documented)",
    "POSIX.1-2017, pax: the header that begins a tar archive (documented)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each compressed archive whose first block is no tar header."""

    def look(data: fields.Data) -> Iterator[Result]:
        archive = _archives.opened(account, data)
        if archive and archive.is_gzip and not archive.is_tar:
            message = f"{data.uri} is compressed, but no tar archive"
            yield data.path, message, "pack it again: tar -czf model.tar.gz -C model ."

    return _data.each(_archives.archives(doc), look)
