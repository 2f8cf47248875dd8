"""A member of the model archive lies outside the folder it is unpacked into.

Names that begin with a slash or climb up with `..` leave `/opt/ml/model`. What SageMaker does with them is not
documented; careful programs leave them out or refuse the archive, and then the model is not where the container looks.
Only the members in the first 64 KiB are seen.

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
    "that such members are lost is inferred",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each archive with such a member, the first of them."""

    def look(data: fields.Data) -> Iterator[Result]:
        archive = _archives.opened(account, data)
        unsafe = next((name for name, _ in archive.members if _leaves(name)), None) if archive else None
        if unsafe is not None:
            message = f"the archive's member {unsafe!r} leaves the folder it is unpacked into"
            yield data.path, message, "pack from within the folder: tar -czf model.tar.gz -C model ."

    return _data.each(_archives.archives(doc), look)


def _leaves(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/")
