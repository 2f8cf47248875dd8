"""Compressed model artifacts must be a tar archive.

SageMaker unpacks one gzip compressed tar archive. A single file that was compressed without tar should be named `.gz`;
as `.tar.gz` it fails the validation when SageMaker unpacks it.

Pack the folder with tar: `tar -czf model.tar.gz -C model .`, and upload it.
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
    "SageMaker developer guide, your-algorithms-inference-code: no other archive is downloaded (documented)",
    "POSIX.1-2017, pax: the header that begins a tar archive (documented)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each compressed archive whose first block is not a tar header."""

    def check_one(data: fields.Data) -> Iterator[Result]:
        archive = _archives.read_archive(account, data)
        if archive and archive.is_gzip and not archive.is_tar:
            message = f"{data.uri} is gzip compressed, but not a tar archive"
            yield data.path, message, "pack it again: tar -czf model.tar.gz -C model ."

    return _data.check_each(_archives.archives(doc), check_one)
