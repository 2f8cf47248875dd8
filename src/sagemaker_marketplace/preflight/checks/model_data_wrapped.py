"""The files of the model archive should not be in a single folder.

The archive is unpacked without changes. If it was packed from outside the folder, the files are in
`/opt/ml/model/<folder>/` instead of `/opt/ml/model/`, where most containers expect them. This can be intended, and only
the first 64 KiB are checked, so it is only advice. A folder whose name is a number, as TensorFlow Serving requires, is
not reported.

If it is not intended, pack from within the folder: `tar -czf model.tar.gz -C model .`
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
    """Yield each archive whose first entry is a folder that contains all others."""

    def check_one(data: fields.Data) -> Iterator[Result]:
        archive = _archives.read_archive(account, data)
        folder = _common_folder(archive.entries) if archive else ""
        if folder:
            message = f"the files of the archive are in the folder {folder}, in the container in /opt/ml/model/{folder}"
            hint = "pack from within the folder if this is not intended: tar -czf model.tar.gz -C model ."
            yield data.path, message, hint

    return _data.check_each(_archives.archives(doc), check_one)


def _common_folder(entries: tuple[tuple[str, bool], ...]) -> str:
    """Return the folder that comes first and contains all other entries; empty if there is none."""
    cleaned = [(name.removeprefix("./"), is_folder) for name, is_folder in entries if name != "."]
    if len(cleaned) < 2 or not cleaned[0][1] or cleaned[0][0].isdigit():
        return ""
    first = cleaned[0][0]
    return first if all(name.startswith(f"{first}/") for name, _ in cleaned[1:]) else ""
