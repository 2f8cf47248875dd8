"""Local files as the objects of a transform job."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.rehearse.jobs import job

from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.contract.payloads import SINGLE_RECORD, payloads
from sagemaker_marketplace.rehearse.sources.inputs import InputObject, local_objects

MANIFEST = "release/manifest.yaml"
PREFIX = {"prefix": "s3://bucket/some/prefix/"}


def write(root: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


FILES = {
    "data/b.csv": b"1\n",
    "data/a/c.csv": b"2\n",
    "data/a.csv": b"3\n",
    "data/.DS_Store": b"\0",
    "data/.git-data/x": b"\0",
    "data/some/prefix/d.csv": b"4\n",
    "hidden/.gitkeep": b"",
    "release/e.csv": b"5\n",
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("e.csv", [("e.csv", "release/e.csv")]),
        ("../data/a.csv", [("a.csv", "data/a.csv")]),
        (
            "../data",
            [
                ("a.csv", "data/a.csv"),
                ("a/c.csv", "data/a/c.csv"),
                ("b.csv", "data/b.csv"),
                ("some/prefix/d.csv", "data/some/prefix/d.csv"),
            ],
        ),
    ],
)
def test_a_file_and_a_folder(tmp_path: Path, name: str, expected: list[tuple[str, str]]) -> None:
    write(tmp_path, FILES)
    found = local_objects(job(), name, Workspace(str(tmp_path), bound=True), MANIFEST)
    assert found == [InputObject(key, tmp_path / path) for key, path in expected]


def test_the_objects_of_a_manifest_file(tmp_path: Path) -> None:
    listed = [PREFIX, "b.csv", "d.csv", "a/c.csv", "b.csv"]
    write(tmp_path, {**FILES, "data/list.json": json.dumps(listed).encode()})
    workspace = Workspace(str(tmp_path), bound=True)
    found = local_objects(job(data_type="ManifestFile"), "../data/list.json", workspace, MANIFEST)
    assert found == [
        InputObject("b.csv", tmp_path / "data/b.csv"),
        InputObject("d.csv", tmp_path / "data/some/prefix/d.csv"),
        InputObject("a/c.csv", tmp_path / "data/a/c.csv"),
    ]
    # For a job that reads a prefix, the same file is data; and a folder is never a list.
    only = [InputObject("list.json", tmp_path / "data/list.json")]
    assert local_objects(job(), "../data/list.json", workspace, MANIFEST) == only
    names = [each.name for each in local_objects(job(data_type="ManifestFile"), "../data", workspace, MANIFEST)]
    assert names == ["a.csv", "a/c.csv", "b.csv", "list.json", "some/prefix/d.csv"]


LIST = 'use a JSON list: [{"prefix": "s3://BUCKET/PREFIX/"}, "KEY", …]'
NOT_A_LIST = "data/list.json is not a ManifestFile: "


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b"1,2\n", f"{NOT_A_LIST}it is not valid JSON", LIST),
        (b"\xff", f"{NOT_A_LIST}it is not valid JSON", LIST),
        (b"[" * 10_000, f"{NOT_A_LIST}it is not valid JSON", LIST),
        (b"{}", f"{NOT_A_LIST}it is not a list", LIST),
        (b"[]", f"{NOT_A_LIST}it is not a list", LIST),
        (PREFIX, f"{NOT_A_LIST}it is not a list", LIST),
        (["b.csv"], f"{NOT_A_LIST}its first element has no prefix in S3", LIST),
        ([{"prefix": "data/"}, "b.csv"], f"{NOT_A_LIST}its first element has no prefix in S3", LIST),
        ([PREFIX, "b.csv", {"key": 1}], f"{NOT_A_LIST}element 3 is not a key", LIST),
        ([PREFIX, ""], f"{NOT_A_LIST}element 2 is not a key", LIST),
        ([PREFIX, "a\ud800"], f"{NOT_A_LIST}element 2 is not a key", LIST),
        ([PREFIX], "data/list.json lists no keys", LIST),
        (
            [PREFIX, "b.csv", "x.csv"],
            "data/list.json lists x.csv: file or folder not found: ../data/x.csv (searched in {root}/release)",
            "copy the object to ../data/x.csv or ../data/some/prefix/x.csv",
        ),
        (
            [PREFIX, "a"],
            "data/list.json lists a: ../data/a is a directory",
            "copy the object to ../data/a or ../data/some/prefix/a",
        ),
        (
            [{"prefix": "s3://bucket"}, "/../../etc/passwd"],
            "data/list.json lists /../../etc/passwd: ../data/../../etc/passwd is outside the workspace",
            "copy the object to ../data/../../etc/passwd",
        ),
        (b" " * 2_000_000, "data/list.json has more than 1,048,576 bytes", "use a shorter ManifestFile"),
    ],
)
def test_manifest_files_that_can_not_be_used(tmp_path: Path, content: Any, message: str, hint: str) -> None:
    listed = content if isinstance(content, bytes) else json.dumps(content).encode()
    write(tmp_path, {**FILES, "data/list.json": listed})
    workspace = Workspace(str(tmp_path), bound=True)
    with pytest.raises(Failure) as raised:
        local_objects(job(data_type="ManifestFile"), "../data/list.json", workspace, MANIFEST)
    expected = (message.format(root=tmp_path), hint, USAGE)
    assert (raised.value.message, raised.value.hint, raised.value.exit_code) == expected


def test_an_input_without_files(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    with pytest.raises(Failure) as raised:
        local_objects(job(), "../hidden", Workspace(str(tmp_path), bound=True), MANIFEST)
    assert raised.value.message == "there are no files in ../hidden"


def test_gzip_is_decompressed_before_splitting(tmp_path: Path) -> None:
    lines = b"1,2\n3,4\n5,6\n"
    write(tmp_path, {"rows.csv.gz": gzip.compress(lines[:5]) + gzip.compress(lines[5:])})
    workspace = Workspace(str(tmp_path), bound=True)
    [compressed] = local_objects(job(compression="Gzip"), "rows.csv.gz", workspace, "manifest.yaml")
    with compressed.open() as stream:
        bodies = [payload.body for payload in payloads(stream, "Line", SINGLE_RECORD, 6)]
    assert bodies == [b"1,2\n", b"3,4\n", b"5,6\n"]
    [plain] = local_objects(job(), "rows.csv.gz", workspace, "manifest.yaml")
    with plain.open() as stream:
        assert stream.read() == (tmp_path / "rows.csv.gz").read_bytes()


def test_an_object_that_has_been_removed() -> None:
    with pytest.raises(Failure) as raised:
        InputObject("a.csv", Path("/nonexistent/a.csv")).open()
    assert raised.value.message == "cannot read a.csv: No such file or directory"
