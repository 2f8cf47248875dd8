"""Local data that a manifest names: where it can be, what it can be, and how a mistake is reported."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from sagemaker_marketplace import local_data
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest.findings import Failure

INSIDE = "use a file inside <workspace>"
BASENAME = "sub/m.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with a manifest in `sub`, data of each kind, and data outside."""
    root = tmp_path / "workspace"
    for folder in ("sub/data/deep", "sub/empty", ".git", "sub/nested/.git"):
        (root / folder).mkdir(parents=True)
    for name in ("sub/data/b.csv", "sub/data/a.csv", "sub/data/deep/.c", "sub/model.tar.gz", ".git/config", "top.csv"):
        (root / name).write_text("1\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.csv").write_text("1\n")
    os.mkfifo(root / "sub" / "pipe")
    (root / "sub" / "link.csv").symlink_to("../top.csv")
    (root / "sub" / "folder").symlink_to("data")
    (root / "sub" / "out").symlink_to(tmp_path / "outside")
    (root / "sub" / "loop").symlink_to("loop")
    return root


def failure(root: Path, name: str, bound: bool = True, relative_to: str = BASENAME) -> tuple[str, str]:
    with pytest.raises(Failure) as raised:
        Workspace(str(root), bound).data_path(name, relative_to)
    texts = (raised.value.message, raised.value.hint)
    message, hint = (text.replace(str(root), "<workspace>").replace(str(root.parent), "<outside>") for text in texts)
    return message, hint


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("data", "sub/data"),
        ("data/", "sub/data"),
        ("./data/../data/a.csv", "sub/data/a.csv"),
        ("../top.csv", "top.csv"),
        ("link.csv", "top.csv"),
        ("folder/a.csv", "sub/data/a.csv"),
        (".", "sub"),
        ("..", ""),
    ],
)
def test_data_in_the_workspace(root: Path, name: str, path: str, bound: bool) -> None:
    assert Workspace(str(root), bound).data_path(name, BASENAME) == root / path


def test_a_manifest_from_standard_input_is_in_the_workspace(root: Path) -> None:
    assert Workspace(str(root), bound=False).data_path("top.csv", "<stdin>") == root / "top.csv"


def test_an_absolute_path(root: Path) -> None:
    assert Workspace(str(root), bound=True).data_path(f"{root}/top.csv", BASENAME) == root / "top.csv"


SEARCHED = "(searched in <workspace>/sub)"


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("dta", f"file or folder not found: dta {SEARCHED}", "did you mean data?"),
        ("data/a.cvs", f"file or folder not found: data/a.cvs {SEARCHED}", "did you mean data/a.csv?"),
        ("./dta/deep/.c", f"file or folder not found: ./dta/deep/.c {SEARCHED}", "did you mean data/deep/.c?"),
        ("../sbu/data/", f"file or folder not found: ../sbu/data/ {SEARCHED}", "did you mean ../sub/data?"),
        ("zzz/yyy", f"file or folder not found: zzz/yyy {SEARCHED}", "check the path"),
        ("x/../zzz", f"file or folder not found: x/../zzz {SEARCHED}", "check the path"),
        ("dta/x/..", f"file or folder not found: dta/x/.. {SEARCHED}", "check the path"),
        ("x/../dta", f"file or folder not found: x/../dta {SEARCHED}", "did you mean x/../data?"),
        (
            "~/data",
            f"file or folder not found: ~/data {SEARCHED}",
            "use a path relative to the manifest; ~ is not expanded",
        ),
        ("data\\a.csv", f"file or folder not found: data\\a.csv {SEARCHED}", "use slashes: data/a.csv"),
        ("C:\\data", f"file or folder not found: C:\\data {SEARCHED}", "use slashes: C:/data"),
        (
            "s3://bucket/data/",
            f"file or folder not found: s3://bucket/data/ {SEARCHED}",
            "use the path of a local file or folder; a location in S3 belongs in spec",
        ),
        ("data/a.csv/b", "cannot read data/a.csv/b: Not a directory", "check the path"),
        ("x" * 300, f"cannot read {'x' * 300}: File name too long", "check the path"),
        ("loop", "cannot read loop: Too many levels of symbolic links", "check the path"),
        ("pipe", "pipe is a FIFO, not a file or folder", "use a file or a folder"),
        ("../../outside/a.csv", "../../outside/a.csv is outside the workspace", INSIDE),
        ("out/a.csv", "out/a.csv is outside the workspace", INSIDE),
        ("/dev/zero", "/dev/zero is outside the workspace", INSIDE),
        ("/", "/ is outside the workspace", INSIDE),
        ("../.git", "../.git is in .git", "use a file of the repository's content"),
        ("../.GIT/config", "../.GIT/config is in .git", "use a file of the repository's content"),
        ("", "invalid file name: ''", "use a file or a folder"),
        ("a\0b", "invalid file name: 'a\\x00b'", "use a file or a folder"),
    ],
)
def test_data_that_is_refused(root: Path, name: str, message: str, hint: str) -> None:
    assert failure(root, name) == (message, hint)


def test_a_socket(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "sub")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert failure(root, "socket") == ("socket is a socket, not a file or folder", "use a file or a folder")


def test_on_the_command_line_a_manifest_outside_uses_data_next_to_it(root: Path) -> None:
    workspace = Workspace(str(root), bound=False)
    assert workspace.data_path("a.csv", "../outside/m.yaml") == root.parent / "outside" / "a.csv"
    message = "../secret is outside the workspace"
    assert failure(root, "../secret", False, "../outside/m.yaml") == (message, "use a file inside <outside>/outside")


def test_the_files_of_a_folder_are_sorted_and_keep_their_names(root: Path) -> None:
    (root / "sub" / "data" / "z.csv").symlink_to("../../top.csv")
    (root / "sub" / "data" / "more").symlink_to("../empty")
    (root / "sub" / "empty" / "d.csv").write_text("1\n")
    assert Workspace(str(root), bound=True).data_files("data/", BASENAME) == [
        ("a.csv", root / "sub/data/a.csv"),
        ("b.csv", root / "sub/data/b.csv"),
        ("deep/.c", root / "sub/data/deep/.c"),
        ("more/d.csv", root / "sub/empty/d.csv"),
        ("z.csv", root / "top.csv"),
    ]


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("data/a.csv", [("a.csv", "sub/data/a.csv")]),
        ("link.csv", [("link.csv", "top.csv")]),
        ("./data/../link.csv", [("link.csv", "top.csv")]),
        ("empty", []),
    ],
)
def test_a_file_and_an_empty_folder(root: Path, name: str, files: list[tuple[str, str]]) -> None:
    assert Workspace(str(root), True).data_files(name, BASENAME) == [(file, root / path) for file, path in files]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nested", "nested/.git is in .git"),
        ("links", "links/out is outside the workspace"),
        ("broken", "file or folder not found: broken/link (searched in <workspace>/sub/broken)"),
        ("pipes", "pipes/pipe is a FIFO, not a file or folder"),
        ("many", "many has more than 4 entries"),
        ("round", "round has more than 4 entries"),
    ],
)
def test_folders_with_an_entry_that_is_refused(
    root: Path, name: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_data, "MOST_ENTRIES", 4)
    for folder in ("links", "broken", "pipes", "many", "round"):
        (root / "sub" / folder).mkdir()
    (root / "sub" / "links" / "out").symlink_to(root.parent / "outside")
    (root / "sub" / "broken" / "link").symlink_to("nothing")
    os.mkfifo(root / "sub" / "pipes" / "pipe")
    for number in range(5):
        (root / "sub" / "many" / str(number)).write_text("")
    (root / "sub" / "round" / "again").symlink_to(".")
    with pytest.raises(Failure) as raised:
        Workspace(str(root), bound=True).data_files(name, BASENAME)
    assert raised.value.message.replace(str(root), "<workspace>") == message
