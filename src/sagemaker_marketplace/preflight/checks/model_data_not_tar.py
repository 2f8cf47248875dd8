"""Compressed model artifacts must be a tar archive.

SageMaker unpacks one gzip compressed tar archive. A single file that was compressed without tar should be named `.gz`;
as `.tar.gz` it fails the validation when SageMaker unpacks it.

Pack the folder with tar: `tar -czf model.tar.gz -C model .`, and upload it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from .. import model_archives
from ..model_archives import Archive
from . import Result, _archives

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject",)
LOCAL = "model"
SOURCES = (
    "service model: ModelDataUrl is a single gzip compressed tar archive, .tar.gz (documented)",
    "SageMaker developer guide, your-algorithms-inference-code: no other archive is downloaded (documented)",
    "POSIX.1-2017, pax: the header that begins a tar archive (documented)",
)


def check(doc: Document, source: _archives.Source) -> Iterator[Result]:
    """Yield each compressed archive whose first block is not a tar header."""

    def check_one(archive: Archive) -> Iterator[Result]:
        if archive.is_gzip and not archive.is_tar:
            yield archive.path, model_archives.not_tar(archive), model_archives.PACK_AGAIN

    return _archives.check_each(doc, source, check_one)
