"""Model artifacts in a `.tar.gz` must be gzip compressed and not empty.

SageMaker downloads and unpacks one gzip compressed tar archive, and does not download another file: the container then
starts without the model. A plain tar with that name, a zip, an HTML page from a failed download, or an empty object
fails the validation.

Pack the folder again: `tar -czf model.tar.gz -C model .`, and upload it.
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
    "RFC 1952: how a gzip file begins (documented)",
)


def check(doc: Document, source: _archives.Source) -> Iterator[Result]:
    """Yield each archive that is empty or does not begin as gzip files do."""

    def check_one(archive: Archive) -> Iterator[Result]:
        if not archive.is_gzip:
            yield archive.path, model_archives.not_gzip(archive), model_archives.PACK_AGAIN

    return _archives.check_each(doc, source, check_one)
