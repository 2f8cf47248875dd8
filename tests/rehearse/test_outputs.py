"""Outputs: assembled, and saved in the layout of AWS's listing checklist, inside of one folder."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from tests.rehearse.given_answers import GivenAnswers
from tests.rehearse.jobs import job

from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.outputs import outputs
from sagemaker_marketplace.rehearse.sources.inputs import InputObject


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_outputs_and_their_inputs_are_saved(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = gzip.compress(b"1\n2\n")
    for name, content in (("a.csv.gz", rows), ("b.csv", b"3\n"), ("bad.csv", b"?")):
        (tmp_path / "in" / name).write_bytes(content)
    objects = [
        InputObject("sub/a.csv.gz", tmp_path / "in" / "a.csv.gz", is_gzip=True),
        InputObject("/b.csv", tmp_path / "in" / "b.csv"),
        InputObject("bad.csv", tmp_path / "in" / "bad.csv"),
    ]
    answers = GivenAnswers({"sub/a.csv.gz": [b"0.1", b"0.2"], "/b.csv": [b"0.3\n"]})
    workspace = Workspace(str(tmp_path), bound=True)
    names = [
        "data/input/batch/sub/a.csv.gz",
        "data/output/batch/sub/a.csv.gz.out",
        "data/input/batch/b.csv",
        "data/output/batch/b.csv.out",
    ]
    for _ in range(2):
        assert outputs.save(workspace, "build/listing", job(assemble_with="Line"), objects, answers) == names
    contents = [rows, b"0.1\n0.2\n", b"3\n", b"0.3\n"]
    assert tree(tmp_path / "build" / "listing") == dict(sorted(zip(names, contents, strict=True)))
    saved = outputs.save(workspace, "two", job(), objects[1:], answers, "profile-2")
    assert (
        saved
        == list(tree(tmp_path / "two"))
        == [
            "data/input/batch/profile-2/b.csv",
            "data/output/batch/profile-2/b.csv.out",
        ]
    )


def save_one(tmp_path: Path, name: str, folder: str = "out", bound: bool = True) -> list[str]:
    (tmp_path / "row.csv").write_bytes(b"1\n")
    objects = [InputObject(name, tmp_path / "row.csv")]
    workspace = Workspace(str(tmp_path), bound)
    return outputs.save(workspace, folder, job(), objects, GivenAnswers({name: [b"2"]}))


@pytest.mark.parametrize("name", ["../x", "a/../../../x", "a/./b", "..", "a\0b", "a/.GIT/config"])
def test_unsafe_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Failure) as raised:
        save_one(tmp_path, name)
    reason = "it is in .git" if "GIT" in name else "invalid file name"
    assert (raised.value.exit_code, raised.value.message.rpartition(": ")[2]) == (USAGE, reason)
    assert list(tree(tmp_path)) == ["row.csv"]


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("../out", "../out is outside the workspace"),
        ("link", "link is outside the workspace"),
        (".git/out", ".git/out is in .git"),
        ("", "invalid folder name: ''"),
        ("a\0b", "invalid folder name: 'a\\x00b'"),
        ("row.csv", "cannot write {root}/row.csv/data/input/batch/x.csv: File exists"),
    ],
)
def test_folders_that_are_refused(tmp_path: Path, folder: str, message: str) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(Failure) as raised:
        save_one(root, "x.csv", folder)
    assert raised.value.message == message.format(root=root)
    assert list(tree(tmp_path)) == ["workspace/row.csv"]


def test_links_in_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    (outside / "x.csv").write_bytes(b"kept")
    (folder / "data" / "input" / "batch").mkdir(parents=True)
    (folder / "data" / "input" / "batch" / "x.csv").symlink_to(outside / "x.csv")
    save_one(tmp_path, "x.csv")
    assert (outside / "x.csv").read_bytes() == b"kept"
    assert tree(folder) == {"data/input/batch/x.csv": b"1\n", "data/output/batch/x.csv.out": b"2"}
    (folder / "data" / "input" / "batch" / "sub").symlink_to(outside)
    with pytest.raises(Failure) as raised:
        save_one(tmp_path, "sub/y.csv")
    assert raised.value.message == f"cannot write {folder}/data/input/batch/sub/y.csv: Not a directory"
    assert list(tree(outside)) == ["x.csv"]


def test_a_name_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "out" / "data" / "input" / "batch" / "x.csv").mkdir(parents=True)
    with pytest.raises(Failure) as raised:
        save_one(tmp_path, "x.csv")
    assert raised.value.message == f"cannot write {tmp_path}/out/data/input/batch/x.csv: Is a directory"
    assert tree(tmp_path / "out") == {}


def test_an_object_that_can_not_be_read_leaves_no_file(tmp_path: Path) -> None:
    objects = [InputObject("x.csv", tmp_path / "missing")]
    with pytest.raises(Failure) as raised:
        outputs.save(Workspace(str(tmp_path), True), "out", job(), objects, GivenAnswers({"x.csv": [b"2"]}))
    assert raised.value.message == "cannot read x.csv: No such file or directory"
    assert tree(tmp_path) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_files_have_the_owner_of_the_workspace(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "row.csv").write_bytes(b"")
    os.chown(root, 1234, 1234)
    save_one(root, "sub/x.csv", "new/out")
    owners = {path.stat().st_uid for path in (root / "new").rglob("*")} | {(root / "new").stat().st_uid}
    assert owners == {1234}
