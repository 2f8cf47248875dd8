"""Paths in the model archive should stay inside the folder it is unpacked into.

Names that begin with a slash or contain `..` leave `/opt/ml/model`. What SageMaker does with them is not documented;
careful programs skip them or reject the archive, and then the model is not where the container expects it. Only the
first 64 KiB of the archive are checked.

Pack from within the folder: `tar -czf model.tar.gz -C model .`
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _archives, _data

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject",)
SOURCES = (
    "SageMaker developer guide, own inference code: the archive is unpacked into /opt/ml/model (documented)",
    "that such entries are lost is inferred",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each archive with such an entry, and the first of them."""

    def check_one(data: fields.Data) -> Iterator[Result]:
        archive = _archives.read_archive(account, data)
        unsafe = next((name for name, _ in archive.entries if _leaves(name)), None) if archive else None
        if unsafe is not None:
            message = f"the archive entry {unsafe!r} is outside the folder it is unpacked into"
            yield data.path, message, "pack from within the folder: tar -czf model.tar.gz -C model ."

    return _data.check_each(_archives.archives(doc), check_one)


def _leaves(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/")
