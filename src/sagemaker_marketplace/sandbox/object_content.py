"""The content of default S3 objects: model artifacts and test data.

Keys of a scenario's `account`:

    model   the content of a `.tar.gz`: valid (default), absent, empty (no bytes), not_gzip (an uncompressed tar),
            unsafe (a path outside the extraction directory), subfolder (all files in one folder)
    data    other objects: valid (default), empty (no objects), large (12 MB), gzipped
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from typing import Any

_ROWS = "5.1,3.5,1.4,0.2\n" * 50
_LARGE = 12_000_000
_ARCHIVE_PATHS = {
    "valid": ("model.bin", "labels.json"),
    "unsafe": ("../model.bin",),
    "subfolder": ("model", "model/model.bin", "model/labels.json"),
    "not_gzip": ("model.bin", "labels.json"),
}


def object_body(bucket: str, key: str, account: Mapping[str, Any]) -> bytes | None:
    """Return the content of a default object; None if the scenario excludes it."""
    if key.endswith("/"):
        return None
    if key.endswith((".tar.gz", ".tgz")):
        return _model_archive(account.get("model", "valid"))
    data = account.get("data", "valid")
    if data == "empty":
        return None
    if key.endswith(".manifest"):
        folder = key[: key.rfind("/") + 1]
        return json.dumps([{"prefix": f"s3://{bucket}/{folder}"}, "part-0.csv"]).encode()
    rows = _ROWS.encode()
    if data == "large":
        rows *= _LARGE // len(rows)
    return gzip.compress(rows, mtime=0) if data == "gzipped" or key.endswith(".gz") else rows


def keys_under(prefix: str) -> list[str]:
    """Return the keys of the default objects under a prefix, which is itself a key if it contains a file extension."""
    last = prefix.rpartition("/")[2]
    if "." in last:
        return [prefix]
    folder = f"{prefix}/" if last else prefix
    return [f"{folder}part-0.csv", f"{folder}part-1.csv"]


def _model_archive(model: str) -> bytes | None:
    if model in ("absent", "empty"):
        return b"" if model == "empty" else None
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in _ARCHIVE_PATHS[model]:
            info = tarfile.TarInfo(name)
            if name == "model":
                info.type, info.mode = tarfile.DIRTYPE, 0o755
            body = b"" if info.isdir() else name.encode() * 100
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return buffer.getvalue() if model == "not_gzip" else gzip.compress(buffer.getvalue(), mtime=0)
