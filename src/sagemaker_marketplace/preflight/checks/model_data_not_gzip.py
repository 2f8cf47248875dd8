"""Model artifacts in a `.tar.gz` must be gzip compressed and not empty.

SageMaker downloads and unpacks one gzip compressed tar archive, and does not download another file: the container then
starts without the model. A plain tar with that name, a zip, an HTML page from a failed download, or an empty object
fails the validation.

Pack the folder again: `tar -czf model.tar.gz -C model .`, and upload it.
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
    "RFC 1952: how a gzip file begins (documented)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each archive that is empty or does not begin as gzip files do."""

    def check_one(data: fields.Data) -> Iterator[Result]:
        archive = _archives.read_archive(account, data)
        if archive and not archive.is_gzip:
            message = f"{data.uri} is not a gzip file" if archive.size else f"{data.uri} is empty"
            yield data.path, message, "pack it again: tar -czf model.tar.gz -C model ."

    return _data.check_each(_archives.archives(doc), check_one)
