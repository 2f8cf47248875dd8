"""The command without an engine, and with findings that end it before: exit code 2 or 1, and one clear message."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sagemaker_marketplace.cli import main

ROOT = Path(__file__).parents[2]
# The Docker SDK does not close a socket that it could not connect.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
MANIFEST = str(ROOT / "examples" / "churn-scorer" / "sagemaker-marketplace.yaml")
OPTIONS = ["--var", "VERSION=1.0.0", "--color", "never", "--format", "text"]


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "INPUT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    monkeypatch.chdir(tmp_path)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_without_an_engine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["rehearse", MANIFEST, *OPTIONS]) == 2
    assert capsys.readouterr().out.replace(str(tmp_path), "<folder>") == (
        "1 manifest checked: 0 errors, 0 warnings\n"
        "sagemaker-marketplace: no usable container engine\n"
        "  unix://<folder>/none.sock (DOCKER_HOST): no such file or directory\n"
        "  start Docker or Podman, or set DOCKER_HOST to the address of an engine\n"
    )


def test_findings_of_the_check_end_the_run_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path(MANIFEST).read_text().replace("ml.m5.large", "ml.m5.lrage")
    (tmp_path / "m.yaml").write_text(text)
    assert main.run(["rehearse", "m.yaml", *OPTIONS]) == 1
    out = capsys.readouterr().out
    assert out.endswith("\n\nCheck failed; not rehearsed: m.yaml\n")
    assert "container engine" not in out
