"""The content of objects that nobody put into S3: model artifacts and test data.

Keys of a scenario's `account`; what is left out is sound:

    model   what a `.tar.gz` holds: sound, absent, empty (no bytes), not_gzip (a tar that was not compressed),
            unsafe (a member outside the folder), wrapped (everything in one folder)
    data    the other objects: sound, empty (there are none), large (12 MB), gzipped
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
_MEMBERS = {
    "sound": ("model.bin", "labels.json"),
    "unsafe": ("../model.bin",),
    "wrapped": ("model", "model/model.bin", "model/labels.json"),
    "not_gzip": ("model.bin", "labels.json"),
}


def content(bucket: str, key: str, account: Mapping[str, Any]) -> bytes | None:
    """Give what an object that nobody put holds, None if the scenario leaves it out."""
    if key.endswith("/"):
        return None
    if key.endswith((".tar.gz", ".tgz")):
        return _model(account.get("model", "sound"))
    data = account.get("data", "sound")
    if data == "empty":
        return None
    if key.endswith(".manifest"):
        folder = key[: key.rfind("/") + 1]
        return json.dumps([{"prefix": f"s3://{bucket}/{folder}"}, "part-0.csv"]).encode()
    rows = _ROWS.encode()
    if data == "large":
        rows *= _LARGE // len(rows)
    return gzip.compress(rows, mtime=0) if data == "gzipped" or key.endswith(".gz") else rows


def under(prefix: str) -> list[str]:
    """Give the keys of objects under a prefix that nobody wrote under; a prefix that looks like a file is one."""
    last = prefix.rpartition("/")[2]
    if "." in last:
        return [prefix]
    folder = f"{prefix}/" if last else prefix
    return [f"{folder}part-0.csv", f"{folder}part-1.csv"]


def _model(model: str) -> bytes | None:
    if model in ("absent", "empty"):
        return b"" if model == "empty" else None
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name in _MEMBERS[model]:
            member = tarfile.TarInfo(name)
            if name == "model":
                member.type, member.mode = tarfile.DIRTYPE, 0o755
            body = b"" if member.isdir() else name.encode() * 100
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return written.getvalue() if model == "not_gzip" else gzip.compress(written.getvalue(), mtime=0)
