"""The objects that a transform job reads, as local files: a file, a folder, or the files that a ManifestFile names.

What stands for S3 locally is not AWS's contract but a decision of the rehearsal: a folder is an S3Prefix, and its files
are the objects below it. Files and folders whose name begins with a dot are left out: they are of the editor, of the
version control, or of the file system.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

from ...context import Workspace
from ...manifest.findings import USAGE, Failure
from ...manifest.yaml_reader import MAX_BYTES
from ..job import TransformJob

_MANIFEST_FILE = "ManifestFile"
_S3 = "s3://"
_HINT = 'use a JSON list: [{"prefix": "s3://BUCKET/PREFIX/"}, "KEY", …]'


@dataclass(frozen=True)
class InputObject:
    """An object of the input: its key below the prefix, with slashes, and the file that has its content."""

    name: str
    path: Path
    is_gzip: bool = False

    def open(self) -> BufferedIOBase:
        """Open the content, decompressed if the job has CompressionType Gzip. Raises Failure if it can't be opened.

        Reading from it can raise gzip.BadGzipFile, EOFError and zlib.error: `payloads` interprets them.
        """
        try:
            return gzip.open(self.path, "rb") if self.is_gzip else self.path.open("rb")
        except OSError as error:
            raise Failure(f"cannot read {self.name}: {error.strerror}", USAGE, "check its permissions") from None


def local_objects(job: TransformJob, name: str, workspace: Workspace, manifest_file: str) -> list[InputObject]:
    """Return the objects of a job's input in the order of their names; `name` is relative to the manifest.

    A file is one object, unless the job reads a ManifestFile: then it is that list of objects, in its order. Raises
    Failure without any object, and for files that are missing, not readable or outside of the workspace.
    """
    found = local_files(job.data_type, name, workspace, manifest_file)
    return [InputObject(key, file, job.compression == "Gzip") for key, file in found]


def local_files(data_type: str, name: str, workspace: Workspace, manifest_file: str) -> list[tuple[str, Path]]:
    """Return the name and the file of each object that stands for S3Uri; `data_type` is S3DataType.

    Order and failures are those of `local_objects`.
    """
    path = workspace.data_path(name, manifest_file)
    if data_type == _MANIFEST_FILE and not path.is_dir():
        found = list(_listed_files(name, workspace, manifest_file))
    else:
        found = [each for each in workspace.data_files(name, manifest_file) if not is_hidden(each[0])]
    if not found:
        raise Failure(f"there are no files in {name}", USAGE, "add at least one object of test data")
    return found


def is_hidden(name: str) -> bool:
    """Whether a file of a folder is not data: its name, or that of a folder it is in, begins with a dot."""
    return any(part.startswith(".") for part in name.split("/"))


def _listed_files(name: str, workspace: Workspace, manifest_file: str) -> Iterator[tuple[str, Path]]:
    """Yield key and file of each object of a local ManifestFile.

    A key is a path in the folder of the ManifestFile, or in the folder there that the prefix names after the bucket.
    """
    shown, content = workspace.read(name, manifest_file)
    prefix, keys = listed_keys(shown, content)
    folder = os.path.dirname(name)
    below_bucket = prefix.removeprefix(_S3).partition("/")[2]
    for key in keys:
        candidates = dict.fromkeys(os.path.join(folder, path.lstrip("/")) for path in (key, below_bucket + key))
        yield key, _first_file(shown, key, list(candidates), workspace, manifest_file)


def _first_file(shown: str, key: str, candidates: list[str], workspace: Workspace, manifest_file: str) -> Path:
    """Return the first candidate that is a file. Raises Failure with the reason of the first one if none is."""
    reasons = []
    for candidate in candidates:
        try:
            path = workspace.data_path(candidate, manifest_file)
        except Failure as failure:
            reasons.append(failure.message)
            continue
        if not path.is_dir():
            return path
        reasons.append(f"{candidate} is a directory")
    hint = f"copy the object to {' or '.join(candidates)}"
    raise Failure(f"{shown} lists {key}: {reasons[0]}", USAGE, hint)


def _is_unicode(key: str) -> bool:
    """Whether a key can be sent to S3: JSON can contain half a character."""
    return not any("\ud800" <= character <= "\udfff" for character in key)


def listed_keys(name: str, content: bytes) -> tuple[str, list[str]]:
    """Return the prefix of a ManifestFile and its keys, each once; `name` is for messages.

    Source: service model, S3DataSource: a JSON list, first an object with the prefix, then keys that complete it.
    Raises Failure if the content is not of this form.
    """
    if len(content) > MAX_BYTES:
        raise Failure(f"{name} has more than {MAX_BYTES:,} bytes", USAGE, "use a shorter ManifestFile")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Failure(f"{name} is not a ManifestFile: it is not valid JSON", USAGE, _HINT) from None
    if not isinstance(data, list) or not data:
        raise Failure(f"{name} is not a ManifestFile: it is not a list", USAGE, _HINT)
    first, *keys = data
    prefix = first.get("prefix") if isinstance(first, dict) else None
    if not isinstance(prefix, str) or not prefix.startswith(_S3):
        raise Failure(f"{name} is not a ManifestFile: its first element has no prefix in S3", USAGE, _HINT)
    for number, key in enumerate(keys, 2):
        if not isinstance(key, str) or not key or not _is_unicode(key):
            raise Failure(f"{name} is not a ManifestFile: element {number} is not a key", USAGE, _HINT)
    if not keys:
        raise Failure(f"{name} lists no keys", USAGE, _HINT)
    return prefix, list(dict.fromkeys(keys))
