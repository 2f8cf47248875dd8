"""Paths in the model archive should stay inside the folder it is unpacked into.

Names that begin with a slash or contain `..` leave `/opt/ml/model`. What SageMaker does with them is not documented;
careful programs skip them or reject the archive, and then the model is not where the container expects it. Only the
first 64 KiB of an archive in S3 are checked. A rehearsal checks all of the archive.

Pack from within the folder: `tar -czf model.tar.gz -C model .`
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from .. import model_archives
from ..model_archives import Archive
from . import Result, _archives

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject",)
LOCAL = "model"
SOURCES = (
    "SageMaker developer guide, own inference code: the archive is unpacked into /opt/ml/model (documented)",
    "that such entries are lost is inferred",
)


def check(doc: Document, source: _archives.Source) -> Iterator[Result]:
    """Yield each archive with such an entry, and the first of them."""

    def check_one(archive: Archive) -> Iterator[Result]:
        names = (entry.name for entry in archive.entries)
        unsafe = next((name for name in names if model_archives.leaves_folder(name)), None)
        if unsafe is not None:
            yield archive.path, model_archives.unsafe_path(unsafe), model_archives.PACK_FROM_WITHIN

    return _archives.check_each(doc, source, check_one)
