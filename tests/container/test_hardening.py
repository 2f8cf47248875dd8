"""The image holds nothing that it does not need, and runs on a read-only root file system as any user."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.container.runner import FILES, Step, calls

from sagemaker_marketplace.sandbox.server import Sandbox, running

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = Path(__file__).with_name("manifests")
SOCKET = "/var/run/docker.sock"
REHEARSED = "sagemaker-marketplace-rehearsed:read-only"
# No root file system to write to, no capability, and no way to get one.
LOCKED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")
OTHER_USER = "--user=1001:1001"
INSTALLERS = (
    *("pip", "pip3", "npm", "cargo", "go", "git", "curl", "wget"),
    *("gcc", "cc", "c++", "g++", "make", "ld", "as", "node"),
)
LOOK = f"""
import importlib.util, shutil
print(*filter(shutil.which, {INSTALLERS!r}), *filter(importlib.util.find_spec, ("pip", "ensurepip", "setuptools")))
"""
# Each file with the rights of its owner or group, each that everyone can write, and each folder of tests and documents.
LIST = """
import os, stat
for folder, folders, names in os.walk("/", topdown=True):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/dev")]
    for name in names:
        path = os.path.join(folder, name)
        mode = os.lstat(path).st_mode
        if stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
            print("rights", path)
        if stat.S_ISREG(mode) and folder.startswith("/app") and (mode & stat.S_IWOTH or os.lstat(path).st_uid):
            print("writable", path)
    if folder.startswith("/app"):
        print(*(f"folder {os.path.join(folder, name)}" for name in folders if name in UNNEEDED), sep="\\n")
"""
UNNEEDED = {"tests", "test", "docs", "examples", "sandbox"}
# Modules that write the docstrings of clients: creating a client imports them.
NEEDED = {"/app/boto3/docs", "/app/botocore/docs"}

pytestmark = pytest.mark.container


def python(image: str, program: str) -> list[str]:
    command = ["docker", "run", "--rm", "--entrypoint", "python3", image, "-Ic", program]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")


def lines(image: str, word: str) -> set[str]:
    """The paths that LIST prints after a word."""
    printed = python(image, f"UNNEEDED = {UNNEEDED!r}\n{LIST}")
    return {line.partition(" ")[2] for line in printed if line.startswith(f"{word} ")}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running("success") as server:
        yield server


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace and command files that every user can write."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    for name in ("sound.yaml", "faulty.yaml"):
        shutil.copy(MANIFESTS / name, folder)
    for path in (*tmp_path.parents[:3], folder):
        path.chmod(0o755)
    folder.chmod(0o777)
    return folder


@pytest.fixture(params=["root", "another user"])
def step(request: pytest.FixtureRequest, image: str, tmp_path: Path, workspace: Path, sandbox: Sandbox) -> Step:
    files = tmp_path / "files"
    files.mkdir()
    # Without capabilities even root writes only what its owner or everyone can write.
    options = [*LOCKED, *([OTHER_USER] if request.param != "root" else [])]
    created = Step(image, files, workspace, sandbox, options)
    for path in (files, *(files / name for name in FILES)):
        path.chmod(0o777)
    return created


def run(step: Step, **inputs: str) -> tuple[int, str]:
    """Run the step to its end; return the exit code and what it printed."""
    with step.running(**inputs) as process:
        printed, _ = process.communicate(timeout=600)
        return process.returncode, printed


def test_nothing_installs_compiles_or_downloads(image: str) -> None:
    assert python(image, LOOK) == ["", ""]


def test_no_program_has_more_rights_than_its_caller(image: str, base: str) -> None:
    assert lines(image, "rights") <= lines(base, "rights")


def test_no_file_can_be_changed_by_others(image: str) -> None:
    assert lines(image, "writable") == set()


def test_there_are_no_tests_documents_and_examples(image: str) -> None:
    assert lines(image, "folder") == NEEDED


def test_a_check_with_a_read_only_root(step: Step) -> None:
    code, printed = run(step, command="check", manifest="sound.yaml", output="json=report.json")
    assert (code, printed.splitlines()[-1]) == (0, "1 manifest checked: 0 errors, 0 warnings")
    code, printed = run(step, command="check", manifest="faulty.yaml")
    assert code == 1
    assert "::error " in printed


def test_a_resource_is_created_with_a_read_only_root(step: Step, workspace: Path, sandbox: Sandbox) -> None:
    name = f"read-only-{len(calls(sandbox))}"
    manifest = (workspace / "sound.yaml").read_text("utf-8").replace("container-test", name)
    (workspace / "sound.yaml").write_text(manifest, "utf-8")
    code, printed = run(step, command="create", manifest="sound.yaml", poll_seconds="0.2")
    assert code == 0, printed
    assert step.outputs()["status"] == "Completed"
    assert step.outputs()["name"] == name
    assert "traceback" not in printed.lower()


def test_a_rehearsal_with_a_read_only_root(image: str, tmp_path: Path, sandbox: Sandbox) -> None:
    """The runner mounts the engine's socket; root can connect to it without capabilities, because it owns it."""
    example = shutil.copytree(ROOT / "examples" / "churn-scorer", tmp_path / "workspace")
    build = ["docker", "build", "--quiet", "--tag", REHEARSED, str(example)]
    subprocess.run(build, check=True, capture_output=True)
    manifest = example / "sagemaker-marketplace.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("churn-scorer:dev", REHEARSED), "utf-8")
    files = tmp_path / "files"
    files.mkdir()
    options = [*LOCKED, f"--user=0:{os.stat(SOCKET).st_gid}", f"--volume={SOCKET}:{SOCKET}"]
    step = Step(image, files, example, sandbox, options)
    code, printed = run(step, command="rehearse", manifest="sagemaker-marketplace.yaml", variables="VERSION=1.0.0")
    assert code == 0, printed
    [measured] = json.loads(step.outputs()["rehearsals"])
    assert (measured["image"], measured["records_out"]) == (REHEARSED, 8)
