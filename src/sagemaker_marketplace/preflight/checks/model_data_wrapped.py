"""The files of the model archive should not be in a single folder.

The archive is unpacked without changes. If it was packed from outside the folder, the files are in
`/opt/ml/model/<folder>/` instead of `/opt/ml/model/`, where most containers expect them. This can be intended, and only
the first 64 KiB of an archive in S3 are checked, so it is only advice. A folder whose name is a number, as TensorFlow
Serving requires, is not reported.

If it is not intended, pack from within the folder: `tar -czf model.tar.gz -C model .`
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from .. import model_archives
from ..model_archives import Archive
from . import Result, _archives

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject",)
LOCAL = "model"
SOURCES = ("SageMaker developer guide, own inference code: the archive is unpacked into /opt/ml/model (documented)",)


def check(doc: Document, source: _archives.Source) -> Iterator[Result]:
    """Yield each archive whose first entry is a folder that contains all others."""

    def check_one(archive: Archive) -> Iterator[Result]:
        folder = model_archives.common_folder(archive.entries)
        if folder:
            message = f"the files of the archive are in the folder {folder}, in the container in /opt/ml/model/{folder}"
            hint = "pack from within the folder if this is not intended: tar -czf model.tar.gz -C model ."
            yield archive.path, message, hint

    return _archives.check_each(doc, source, check_one)
