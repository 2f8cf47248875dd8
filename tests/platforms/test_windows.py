"""The command line runs without what Python lacks on Windows; rehearsals say that they do not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import mypy
import pytest

from sagemaker_marketplace.sandbox.server import Sandbox, running

ROOT = Path(__file__).resolve().parents[2]
PACKAGE, ALGORITHM = str(ROOT / "examples/model-package.yaml"), str(ROOT / "examples/algorithm.yaml")
# It runs in containers, on the standard library of Linux.
DRIVER = "src/sagemaker_marketplace/rehearse/driver/"
# A file opened without an encoding would have the one of the machine, which is not UTF-8 on Windows.
STRICT = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning"]
CODE_PAGE = "cp1252"
# mypy checks these files without the modules that they import; `make lint` checks them together.
ALONE = ["--follow-imports=skip", "--no-warn-return-any", "--no-warn-unused-ignores", "--allow-subclassing-any"]
ALONE += ["--disable-error-code=valid-type"]
FAST = ["--poll-seconds", "0.1", "--var"]


class Case(NamedTuple):
    """Arguments of a run, those of the run before it that loads other packages, and what it prints and returns."""

    arguments: list[str]
    warm_up: list[str]
    printed: str
    exit_code: int = 0


CASES = {
    "check a name in other letters": Case(
        ["check", "Ж🎉.yaml"], ["check", PACKAGE], 'invalid kind: "\\u0416\\U0001f389"', 1
    ),
    "check": Case(["check", PACKAGE], ["check", PACKAGE], "1 manifest checked: 0 errors, 0 warnings"),
    "check a glob": Case(
        ["check", f"{ROOT}/examples/*.yaml"], ["check", PACKAGE], "2 manifests checked: 0 errors, 0 warnings"
    ),
    "check with a report": Case(
        ["check", PACKAGE, "--output", "sarif=report.sarif"],
        ["check", PACKAGE, "--output", "sarif=before.sarif"],
        "1 manifest checked: 0 errors, 0 warnings",
    ),
    "init": Case(["init", "new.yaml"], ["init", "before.yaml"], ""),
    "iam-policy": Case(["iam-policy", PACKAGE], ["iam-policy", PACKAGE], '"Version": "2012-10-17"'),
    "plan": Case(
        ["plan", PACKAGE], ["plan", ALGORITHM], "Will be created: churn-scorer-dev (model package, us-east-2)"
    ),
    "create": Case(
        ["create", PACKAGE, *FAST, "VERSION=2"],
        ["create", PACKAGE, *FAST, "VERSION=1"],
        "Created and validated: churn-scorer-2 (model package, us-east-2)",
    ),
    "rehearse": Case(
        ["rehearse", f"{ROOT}/examples/churn-scorer"],
        ["rehearse", f"{ROOT}/examples/churn-scorer"],
        "rehearsals do not run on Windows\n  run the command in WSL 2, with Docker Desktop's engine",
        2,
    ),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running() as here:
        yield here


@pytest.mark.parametrize("name", CASES)
def test_the_command_line_without_posix(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    case = CASES[name]
    command = [sys.executable, *STRICT, str(Path(__file__).with_name("without_posix.py"))]
    # A redirected standard output has the code page of the system.
    encoding = {"PYTHONIOENCODING": CODE_PAGE, "PYTHONUTF8": "0"}
    environment = {**os.environ, **sandbox.environment, **encoding, "DOCKER_HOST": "unix:///nowhere"}
    (tmp_path / "Ж🎉.yaml").write_text("kind: Ж🎉\nregion: us-east-2\nspec: {}\n", "utf-8")
    done = subprocess.run(
        [*command, json.dumps(case.warm_up), *case.arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding=CODE_PAGE,
        check=False,
    )
    assert (done.returncode, case.printed in done.stdout) == (case.exit_code, True), done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def differing() -> set[str]:
    """Return the modules of the standard library whose types mypy knows to differ between systems."""
    stubs = Path(mypy.__file__).parent / "typeshed" / "stdlib"
    files = [file for file in stubs.rglob("*.pyi") if "sys.platform" in file.read_text("utf-8")]
    return {file.relative_to(stubs).with_suffix("").parts[0] for file in files}


def importing(names: set[str]) -> list[str]:
    """Return the files that import one of the modules."""
    pattern = re.compile(rf"^\s*(?:import|from) (?:{'|'.join(sorted(names))})\b", re.MULTILINE)
    files = [(str(file.relative_to(ROOT)), file) for file in (ROOT / "src").rglob("*.py")]
    return [name for name, file in files if not name.startswith(DRIVER) and pattern.search(file.read_text("utf-8"))]


def test_types_on_windows() -> None:
    """mypy knows which names exist on Windows; it finds the lines that no test runs."""
    files = importing(differing())
    assert len(files) > 60
    command = [sys.executable, "-m", "mypy", "--platform", "win32", "--cache-dir", os.devnull, *ALONE, *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"Success: no issues found in {len(files)} source files\n", "")
