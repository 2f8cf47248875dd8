"""A stream or file that can't be written changes no verdict, loses no ARN and hides no other output."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from sagemaker_marketplace import action, output, pipeline
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.report import events
from sagemaker_marketplace.sandbox.server import running

ROOT = Path(__file__).resolve().parents[2]
VALID = ROOT / "tests" / "manifests" / "ok" / "algorithm.yaml"
PROGRAM = [sys.executable, "-m", "sagemaker_marketplace"]
# The format text shows the line of a finding, in which no encoding but UTF-8 has all characters.
INVALID = "kind: ModelPackage\nregion: us-east-1\nspec: {Ünknown🎉: 世界, ModelPackageName: \udcff}\n"
ENCODINGS = ("ascii", "latin-1", "cp1252", "utf-8", "utf-16")


class Broken(io.RawIOBase):
    """A stream whose every write fails."""

    def __init__(self, number: int) -> None:
        """`number` is the error's errno."""
        super().__init__()
        self._number = number
        self.fails = True

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        if not self.fails:  # the test has ended: Python 3.13 reports streams that fail when they are collected
            return len(content)
        raise OSError(self._number, os.strerror(self._number))


def streams() -> dict[str, Callable[[], Any]]:
    """How standard output can be: name and factory."""

    def encoded(encoding: str) -> Callable[[], Any]:
        return lambda: io.TextIOWrapper(io.BytesIO(), encoding=encoding)

    def broken(number: int) -> Callable[[], Any]:
        return lambda: io.TextIOWrapper(io.BufferedWriter(Broken(number)), encoding="utf-8")

    return {
        **{encoding: encoded(encoding) for encoding in ENCODINGS},
        "full": broken(errno.ENOSPC),
        "no reader": broken(errno.EPIPE),
        "closed": lambda: None,
    }


STREAMS = streams()


@contextmanager
def standard_output(name: str) -> Iterator[tuple[Any, Any]]:
    """Replace standard output and standard error; both are given."""
    out, err = STREAMS[name](), io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        try:
            yield out, err
        finally:
            if isinstance(getattr(getattr(out, "buffer", None), "raw", None), Broken):
                out.buffer.raw.fails = False


def content(stream: Any) -> str:
    if stream is None or not isinstance(stream.buffer, io.BytesIO):
        return ""
    stream.flush()
    return str(stream.buffer.getvalue().decode(stream.encoding))


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("text", [VALID.read_text(), INVALID], ids=["valid", "invalid"])
@pytest.mark.parametrize("output_format", ["text", "github", "json", "live"])
def test_a_check_keeps_its_verdict(
    stream: str, text: str, output_format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(text, errors="surrogateescape")
    with standard_output(stream) as (_, err):
        assert main.run(["check", "m.yaml", "--format", output_format]) == (0 if text != INVALID else 1)
        reported = content(err)
    reasons = {"full": "No space left on device", "closed": "closed"}
    reason = reasons.get(stream)
    expected = f"sagemaker-marketplace: cannot write to standard output: {reason}\n" if reason else ""
    assert reported == expected


@pytest.mark.parametrize(
    ("redirection", "encoding"),
    [
        *((name, "ascii") for name in (">&-", ">/dev/full", "| head -1", "2>&- >&-", "2>/dev/full >/dev/full")),
        ("| head -1", "utf-8"),
    ],
)
def test_the_process_exits_with_the_verdict(redirection: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(INVALID, errors="surrogateescape")
    script = f'set -o pipefail; "$@" {redirection}'
    ended = subprocess.run(
        ["bash", "-c", script, "bash", *PROGRAM, "check", "m.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("redirection", "code", "message"),
    [
        (">/dev/full", 2, "cannot write to standard output: No space left on device"),
        (">&-", 2, "cannot write to standard output: closed"),
        ("| head -1", 0, ""),
    ],
)
def test_the_process_of_a_command_that_only_prints(redirection: str, code: int, message: str) -> None:
    script = f'set -o pipefail; "$@" rules {redirection}'
    ended = subprocess.run(
        ["bash", "-c", script, "bash", *PROGRAM], capture_output=True, text=True, check=False, cwd="/"
    )
    assert ended.returncode == code
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("stream", "code", "message"),
    [
        ("full", 2, "cannot write to standard output: No space left on device"),
        ("closed", 2, "cannot write to standard output: closed"),
        ("no reader", 0, ""),
    ],
)
@pytest.mark.parametrize("command", ["schema", "rules", "init", "explain not-certified --markdown", "facts"])
def test_a_command_that_only_prints(stream: str, code: int, message: str, command: str) -> None:
    with standard_output(stream) as (_, err):
        assert main.run(command.split()) == code
        reported = content(err)
    assert message in reported
    assert ("cannot write" in reported) is bool(message)


@pytest.mark.parametrize("redirection", [">&-", ">/dev/full", "| head -1"])
def test_a_creation_goes_on_and_reports_the_arn_on_standard_error(redirection: str, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text((ROOT / "examples" / "model-package.yaml").read_text())
    options = ["--poll-seconds", "0.1", "--var", "VERSION=1", "--no-preflight", "--ignore", "fixed-resource-name"]
    script = f'set -o pipefail; "$@" {redirection}'
    with running("ping-fails") as sandbox:
        ended = subprocess.run(
            ["bash", "-c", script, "bash", *PROGRAM, "create", "m.yaml", *options],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **sandbox.environment, "GITHUB_EVENT_NAME": "push"},
        )
    assert ended.returncode == 4, ended.stderr
    assert "cannot write to standard output" in ended.stderr
    assert "  arn: arn:aws:sagemaker:" in ended.stderr


@pytest.mark.parametrize("command", ["check", "role"])
def test_a_deleted_directory(tmp_path: Path, command: str) -> None:
    script = f'mkdir gone && cd gone && rmdir ../gone && "$@" {command}'
    ended = subprocess.run(
        ["bash", "-c", script, "bash", *PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("sagemaker-marketplace: the current directory does not exist\n")


def test_a_library_that_ends_the_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def end(*_: object) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(output, "write_result", end)
    assert main.run(["schema"]) == 70
    assert "internal error: SystemExit: 1" in capsys.readouterr().err


def test_an_incomplete_installation_is_an_internal_error(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise ImportError('no YAML')\n")
    ended = subprocess.run(
        [*PROGRAM, "check"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (70, "")
    assert ended.stderr == (
        "sagemaker-marketplace: internal error: the installation is incomplete: ImportError: no YAML\n"
    )


@pytest.mark.parametrize("name", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_STATE"])
def test_a_full_disk_of_the_runner_is_a_warning(
    name: str, mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "sagemaker-marketplace.yaml").write_text(VALID.read_text())
    monkeypatch.setenv("INPUT_ON-CANCEL", "stop")
    arn = "arn:aws:sagemaker:us-east-1:123456789012:algorithm/a"
    outputs = {"kind": "Algorithm", "name": "a", "region": "us-east-1", "action-taken": "created", "arn": arn}
    stream = [
        events.StageStarted("create", "m"),
        *(events.OutputChanged("m", name, value) for name, value in outputs.items()),
    ]
    monkeypatch.setattr(pipeline, "run", lambda *_: iter(stream))
    monkeypatch.setenv(name, "/dev/full")
    assert action.main() == 0
    lines = capsys.readouterr().out.splitlines()
    warnings = [line for line in lines if line.startswith("::warning")]
    assert f"  arn: {arn}" in lines
    assert warnings == [f"::warning title=sagemaker-marketplace::cannot write the file {name}: No space left on device"]


def test_a_report_that_can_not_be_written_at_the_end(
    mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "gone").mkdir()
    monkeypatch.setenv("INPUT_OUTPUT", "json=gone/report.json\ntext=out.txt")

    def run(*_: object) -> Iterator[events.Event]:
        (mounted / "gone").rmdir()
        yield events.RunFailed("m", "model package a failed validation", 4)

    monkeypatch.setattr(pipeline, "run", run)
    assert action.main() == 4
    assert "cannot write gone/report.json: No such file or directory" in capsys.readouterr().out
    assert (mounted / "out.txt").read_text() == "m: model package a failed validation\n"
    assert "### ❌ Validation failed" in (mounted.parent / "step_summary").read_text()


@pytest.mark.parametrize("option", ["--output=json=no/r.json", "--log-file=no/r.log"])
def test_files_are_tried_before_anything_is_created(option: str, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text((ROOT / "examples" / "model-package.yaml").read_text())
    with running() as sandbox:
        ended = subprocess.run(
            [*PROGRAM, "create", "m.yaml", "--var", "VERSION=1", option],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **sandbox.environment, "GITHUB_EVENT_NAME": "push"},
        )
        with urlopen(f"{sandbox.url}/_sandbox/calls") as calls:  # noqa: S310 - our own loopback server
            assert calls.read().strip() == b"[]"
    assert ended.returncode == 2
    assert "no/r" in ended.stdout + ended.stderr
