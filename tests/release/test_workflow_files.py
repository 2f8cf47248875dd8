"""The project's workflows: pinned actions, permissions with reasons, and the check on macOS and Windows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.release.projects import PLACEHOLDER, ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
_USES = re.compile(r"uses: ([\w./-]+)@(\S+)(.*)")
_PINNED = re.compile(r"[0-9a-f]{40} # v\d+\.\d+\.\d+")


def jobs(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text("utf-8"))["jobs"]
    return data


def test_every_action_is_pinned_with_its_version_and_at_one_version_everywhere() -> None:
    found: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for action, ref, comment in _USES.findall(path.read_text("utf-8")):
            found.setdefault(action, set()).add(f"{ref}{comment}")
    assert {action: pins for action, pins in found.items() if len(pins) != 1} == {}
    assert [pin for pins in found.values() for pin in pins if not _PINNED.match(pin)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_no_permissions_and_each_of_a_jobs_has_a_reason(path: Path) -> None:
    text = path.read_text("utf-8")
    assert yaml.safe_load(text)["permissions"] == {}
    granted = re.findall(r"^ {6}([a-z-]+): (?:read|write)(.*)$", text, re.MULTILINE)
    assert [name for name, reason in granted if not re.match(r" # \w", reason)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_does_not_name_the_repository(path: Path) -> None:
    """A release replaces the name, and GitHub does not let it change workflows."""
    assert PLACEHOLDER not in path.read_text("utf-8")


def test_the_check_on_other_systems(tmp_path: Path) -> None:
    """The same commands, with the installed package instead of the wheel."""
    (script,) = (step["run"] for step in jobs("ci.yml")["check"]["steps"] if step.get("name") == "Check manifests")
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(shell, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 manifests checked: 0 errors, 0 warnings\n" in done.stdout
