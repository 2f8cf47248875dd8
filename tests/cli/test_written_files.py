"""Files are written where the user said: never through a link, in `.git` or, in the action, outside the workspace."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_marketplace import action, files
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest.findings import Failure

ROOT = Path(__file__).resolve().parents[2]
VALID = (ROOT / "tests" / "manifests" / "ok" / "algorithm.yaml").read_text()
LINK, GIT, OUTSIDE = "it is a symbolic link", "it is in .git", "it is outside the workspace"


@pytest.fixture
def workspace(mounted: Path) -> Path:
    """A workspace of a hostile pull request: its links lead outside and into `.git`."""
    outside = mounted.parent / "outside"
    outside.mkdir()
    (outside / "run.sh").write_text("safe")
    (mounted / ".git" / "hooks").mkdir(parents=True)
    (mounted / ".git" / "config").write_text("safe")
    (mounted / "sagemaker-marketplace.yaml").write_text(VALID)
    (mounted / "report.json").symlink_to("../outside/run.sh")
    (mounted / "dangling.log").symlink_to("../outside/new")
    (mounted / "config.sarif").symlink_to(".git/config")
    (mounted / "folder").symlink_to("../outside")
    (mounted / "git").symlink_to(".git")
    return mounted


CASES = [
    ("report.json", LINK),
    ("dangling.log", LINK),
    ("config.sarif", LINK),
    (".git/config", GIT),
    (".git/hooks/post-checkout", GIT),
    ("git/config", GIT),
    (".GIT/config", "No such file or directory"),
    ("/dev/full", OUTSIDE),
    ("folder/run.sh", OUTSIDE),
    ("../outside/run.sh", OUTSIDE),
    ("sub/../../outside/run.sh", "No such file or directory"),
    ("a\0b", "invalid file name"),
]
SETTINGS = ["output", "log-file"]


@pytest.mark.parametrize(("name", "reason"), CASES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_action_refuses(
    setting: str,
    name: str,
    reason: str,
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = {"INPUT_MANIFEST": "sagemaker-marketplace.yaml", f"INPUT_{setting.upper()}": name}
    if setting == "output":
        given["INPUT_OUTPUT"] = f"text={name}"
    # An environment variable can't contain the character NUL.
    monkeypatch.setattr(os, "environ", {**os.environ, **given})
    assert action.main() == 2
    assert f"cannot write {setting} {name}: {reason}".replace("\0", "�") in capsys.readouterr().out
    outside = workspace.parent / "outside"
    assert [path.name for path in outside.iterdir()] == ["run.sh"]
    assert (outside / "run.sh").read_text() == (workspace / ".git" / "config").read_text() == "safe"
    assert list((workspace / ".git" / "hooks").iterdir()) == []


@pytest.mark.parametrize(("name", "reason"), [*CASES[:6], ("/dev/full", "it is a device")])
def test_the_command_line_refuses(
    name: str, reason: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    assert main.run(["check", "--output", f"text={name}"]) == 2
    assert f"cannot write output {name}: {reason}" in capsys.readouterr().err
    assert (workspace.parent / "outside" / "run.sh").read_text() == "safe"


def test_the_command_line_writes_outside_of_the_current_directory(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace)
    for name in ("../outside/report.json", "folder/second.json"):
        assert main.run(["check", "--output", f"json={name}"]) == 0
    assert sorted(os.listdir(workspace.parent / "outside")) == ["report.json", "run.sh", "second.json"]


@pytest.mark.parametrize("file", [".git/m.yaml", "report.json", "dangling.log"])
def test_init_refuses(
    file: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    assert main.run(["init", file]) == 2
    assert f"cannot write {file}: " in capsys.readouterr().err
    assert sorted(os.listdir(workspace.parent / "outside")) == ["run.sh"]


def test_a_file_keeps_its_mode_and_leaves_no_other_file(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("old")
    file.chmod(0o640)
    Workspace(str(tmp_path), bound=True).write("report.json", ["new\n"])
    assert (file.read_text(), file.stat().st_mode & 0o777, os.listdir(tmp_path)) == ("new\n", 0o640, ["report.json"])


def test_a_failure_in_the_middle_keeps_the_old_content(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("old")

    def lines() -> object:
        yield "new"
        raise OSError(28, "No space left on device")

    with pytest.raises(Failure, match=r"cannot write report\.json: No space left on device"):
        Workspace(str(tmp_path), bound=True).write("report.json", lines())  # type: ignore[arg-type]
    assert (file.read_text(), os.listdir(tmp_path)) == ("old", ["report.json"])


def test_temporary_files_can_not_be_foreseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    created: list[str] = []
    opened: Callable[..., int] = os.open

    def record(path: Path, flags: int, mode: int = 0o777) -> int:
        created.append(Path(path).name)
        assert flags & os.O_EXCL
        assert flags & os.O_NOFOLLOW
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", record)
    for _ in range(20):
        files.replace(tmp_path / "m.yaml", ["x"])
    assert len(set(created)) == 20


@pytest.mark.parametrize("name", [".git/config", ".git/HEAD", "git/config"])
def test_files_in_git_are_not_read(
    name: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    (workspace / ".git" / "config").write_text("token = secret\n")
    (workspace / ".git" / "HEAD").write_text("token = secret\n")
    Path("m.yaml").write_text(f"kind: ModelPackage\nregion: us-east-1\nspec: {{$file: {name}}}\n")
    assert main.run(["check", "m.yaml"]) == 1
    printed = capsys.readouterr().out
    assert f"{name} is in .git" in printed
    assert "secret" not in printed


def test_a_link_that_replaces_a_log_file_after_the_test_is_not_followed(tmp_path: Path) -> None:
    link, elsewhere = tmp_path / "log.txt", tmp_path / "elsewhere"
    link.symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic links"):
        files.append(link)
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "free disk space"),
        (errno.EDQUOT, "free disk space"),
        (errno.ENOENT, "create the directory first"),
        (errno.ENOTDIR, "create the directory first"),
        (errno.EACCES, "check its permissions"),
    ],
)
def test_the_hint_fits_the_reason(number: int, hint: str) -> None:
    assert files.hint(OSError(number, "")) == hint
