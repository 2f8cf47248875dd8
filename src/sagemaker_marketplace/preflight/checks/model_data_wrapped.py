"""Everything in the model archive seems to be in one folder.

The archive is unpacked as it is. When it was packed from outside, the files are in `/opt/ml/model/<folder>/` instead
of `/opt/ml/model/`, where most containers look. It may be meant so, and only the members in the first 64 KiB are seen:
this is a note. A folder that is a number is the way TensorFlow Serving wants it, and not told.

If it is not meant so, pack from within the folder: `tar -czf model.tar.gz -C model .`
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _archives, _data

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject",)
SOURCES = ("SageMaker developer guide, own inference code: the archive is unpacked into /opt/ml/model (documented)",)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each archive whose first member is a folder that all others are in."""

    def look(data: fields.Data) -> Iterator[Result]:
        archive = _archives.opened(account, data)
        folder = _wrapping(archive.members) if archive else ""
        if folder:
            message = f"the archive seems to be wrapped in the folder {folder}, in the container /opt/ml/model/{folder}"
            hint = "if that is not meant, pack from within the folder: tar -czf model.tar.gz -C model ."
            yield data.path, message, hint

    return _data.each(_archives.archives(doc), look)


def _wrapping(members: tuple[tuple[str, bool], ...]) -> str:
    """The folder that comes first and has all other members in it; empty if there is none."""
    cleaned = [(name.removeprefix("./"), is_folder) for name, is_folder in members if name != "."]
    if len(cleaned) < 2 or not cleaned[0][1] or cleaned[0][0].isdigit():
        return ""
    first = cleaned[0][0]
    return first if all(name.startswith(f"{first}/") for name, _ in cleaned[1:]) else ""
