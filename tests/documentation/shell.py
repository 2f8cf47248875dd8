"""Runs the steps of a session in one bash process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.documentation.blocks import ROOT
from tests.documentation.sessions import EMPTY, Session, Step

SECONDS = 600
# The home folder, as pages show it.
HOME = "/home/you"
PROGRAM = "sagemaker-marketplace"
# How a program is started, by name.
PROCESSES = {PROGRAM: str(Path(sys.executable).with_name(PROGRAM))}
# In the sandbox each poll advances what AWS does: no test waits for the polls of a page's commands.
WRAPPER = """\
#!/bin/bash
arguments=()
while (($#)); do
  if [[ $1 = --poll-seconds ]]; then shift 2; else arguments+=("$1"); shift; fi
done
[[ ${{arguments[0]}} = create || ${{arguments[0]}} = watch ]] && arguments+=(--poll-seconds 0.1)
exec {start} "${{arguments[@]}}"
"""
# A page names the repository as its readers do: `git clone` of that address clones this checkout.
GIT = """\
[url "{root}"]
insteadOf = https://github.com/OWNER/sagemaker-marketplace-action
[init]
defaultBranch = main
[user]
name = You
email = you@example.com
"""
_STEP = """\
exec >{results}/{number}.output 2>&1 </dev/null
failures=0
trap 'failures=$((failures + 1))' ERR
{commands}
code=$?; trap - ERR; printf '%s %s' "$code" "$failures" >{results}/{number}.code
[[ $code = {expected} ]] || exit
"""
_FILE = """\
mkdir -p "$(dirname {folder}/{file})" && cp {results}/{number}.content {folder}/{file}
"""


@dataclass(frozen=True)
class Result:
    """What the commands of a block did. `failures` counts those with an exit code other than 0."""

    step: Step
    exit_code: int
    failures: int
    output: str


def run(
    session: Session, scratch: Path, variables: Mapping[str, str], programs: Mapping[str, str] = PROCESSES
) -> list[Result]:
    """Run a session with additional environment variables, until a step has an unexpected exit code."""
    home, path, results = scratch / "home", scratch / "bin", scratch / "results"
    folder = home / ("my-product" if session.folder == EMPTY else Path(session.folder).name)
    for new in (home, path, results):
        new.mkdir()
    if session.folder == EMPTY:
        folder.mkdir()
    else:
        shutil.copytree(ROOT / session.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (home / ".gitconfig").write_text(GIT.format(root=ROOT), "utf-8")
    for name, start in programs.items():
        (path / name).write_text(WRAPPER.format(start=start), "utf-8")
        (path / name).chmod(0o755)
    script = _script(session, folder, results)
    environment = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.pathsep.join([str(path), str(Path(sys.executable).parent), os.environ["PATH"]]),
        **{name: value for name, value in os.environ.items() if name.startswith(("DOCKER_", "PIP_", "PYTHON"))},
        **variables,
    }
    _run_bash(script, folder, environment)
    return [_result(step, scratch, number) for number, step in _commands(session) if _has_ended(results, number)]


def _commands(session: Session) -> list[tuple[int, Step]]:
    return [(number, step) for number, step in enumerate(session.steps) if not step.file]


def _script(session: Session, folder: Path, results: Path) -> str:
    parts = ["set -o pipefail"]
    for number, step in enumerate(session.steps):
        names = {"folder": folder, "results": results, "number": number, "file": step.file}
        if step.file:
            (results / f"{number}.content").write_text(step.block.text + "\n", "utf-8")
            parts.append(_FILE.format(**names))
        else:
            parts.append(_STEP.format(**names, commands=step.block.text, expected=step.exit_code))
    return "\n".join(parts)


def _run_bash(script: str, folder: Path, environment: Mapping[str, str]) -> None:
    """Run a script, then end what it has left in the background."""
    command = ["bash", "--noprofile", "--norc", "-c", script]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            error = process.communicate(timeout=SECONDS)[1]
            assert not error, f"the commands are not valid: {error}"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _has_ended(results: Path, number: int) -> bool:
    return (results / f"{number}.code").exists()


def _result(step: Step, scratch: Path, number: int) -> Result:
    results = scratch / "results"
    code, failures = (results / f"{number}.code").read_text().split()
    output = (results / f"{number}.output").read_text("utf-8", errors="replace").replace(str(scratch / "home"), HOME)
    return Result(step, int(code), int(failures), output)
