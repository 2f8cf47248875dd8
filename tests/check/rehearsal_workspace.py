"""A workspace with the files of a `rehearsal` block, and the findings on them."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

from sagemaker_marketplace.check import rehearsal_files
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest import reader

SEARCHED = "(searched in <workspace>/sub)"
OUTSIDE = "use a file inside <workspace>"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
LFS_HINT = "check out with lfs: true, or run git lfs pull"
PACK = "use a folder, or pack it with tar -czf model.tar.gz -C FOLDER ."
# Severity in check, message, hint.
Found = tuple[str, str, str]


def workspace(tmp_path: Path) -> Path:
    """Create a workspace with files of all kinds; return its folder."""
    root = tmp_path / "workspace"
    for folder in ("sub/model", "sub/data", "sub/hidden/.cache", "sub/empty", "sub/pointers", ".git"):
        (root / folder).mkdir(parents=True)
    files: dict[str, bytes] = {
        "sub/data/a.csv": b"1\n",
        "sub/hidden/.cache/a.csv": b"1\n",
        "sub/model.tar.gz": gzip.compress(b"", mtime=0),
        "sub/model.zip": b"PK\3\4",
        "sub/empty.tar.gz": b"",
        "sub/pointer.tar.gz": LFS,
        "sub/pointers/a.csv": LFS,
        "sub/schema.json": b'{"type": "object", "required": ["score"]}',
        "sub/draft7.json": b'{"$schema": "http://json-schema.org/draft-07/schema#", "items": [{}]}',
        ".git/config": b"token",
    }
    for name, content in files.items():
        (root / name).write_bytes(content)
    os.mkfifo(root / "sub" / "pipe")
    (tmp_path / "outside").mkdir()
    (root / "sub" / "out").symlink_to(tmp_path / "outside")
    return root


def findings(root: Path, block: Any, is_required: bool = False) -> list[tuple[str, str, str, str]]:
    """Path, severity, message and hint of each finding on a manifest in `sub` with a block."""
    text = json.dumps({"kind": "ModelPackage", "region": "us-east-2", "spec": {}, "rehearsal": block})
    workspace = Workspace(str(root), bound=True)
    document = reader.parse("sub/m.yaml", text.encode(), workspace.read, {})
    return [
        (
            ".".join(map(str, each.path[1:])),
            each.severity,
            each.message.replace(str(root), "<workspace>"),
            each.hint.replace(str(root), "<workspace>"),
        )
        for each in rehearsal_files.findings(document, workspace, is_required)
        if each.rule == "rehearsal-file"
    ]
