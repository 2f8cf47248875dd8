"""The wheel: the same bytes wherever it is built, the product and nothing else, complete metadata, and it works."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from scripts.make_wheel import SOURCES, absolute_links
from tests.release.projects import ROOT, git, with_remote
from trove_classifiers import classifiers

from sagemaker_marketplace import __version__

DATA = {".py", ".json", ".yaml"}
PACKAGE = "sagemaker_marketplace/"
CHECK = "import sys; from sagemaker_marketplace.cli import main; print(main.__file__); sys.exit(main.run(sys.argv[1:]))"


def copy(folder: Path) -> Path:
    """Copy the files that a wheel is built from into a new repository."""
    for name in git(ROOT, "ls-files", "-z", *SOURCES, "scripts/make_wheel.py").split("\0")[:-1]:
        path = folder / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((ROOT / name).read_bytes())
    return with_remote(folder / "project")


def build(root: Path, umask: int) -> Path:
    """Build the wheel of a copy of the project as a user with this umask."""
    done = subprocess.run(
        [sys.executable, str(root / "scripts" / "make_wheel.py"), str(root / "dist")],
        capture_output=True,
        text=True,
        umask=umask,
        env={**os.environ, "TZ": f"UTC{umask % 12}"},
    )
    assert done.returncode == 0, done.stderr
    [wheel] = (root / "dist").iterdir()
    return wheel


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def wheel(project: Path) -> Path:
    return build(project, 0o022)


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return Parser().parsestr(archive.read(name).decode())


def test_the_same_commit_has_the_same_bytes(project: Path, wheel: Path, tmp_path: Path) -> None:
    other = copy(tmp_path)
    long_ago = time.time() - 1e8
    for path in (other / "src").rglob("*.py"):
        path.chmod(0o600)
        os.utime(path, (long_ago, long_ago))
    (other / "src" / "sagemaker_marketplace" / "facts" / "untracked.json").write_text("{}")
    first, second = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (wheel, build(other, 0o077)))
    assert first == second


def test_the_wheel_has_the_product_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = {name for name in names if name.startswith(PACKAGE)}
    source = ROOT / "src" / PACKAGE
    tracked = subprocess.run(["git", "ls-files"], cwd=source, capture_output=True, text=True, check=True).stdout.split()
    assert inside == {f"{PACKAGE}{name}" for name in tracked}
    assert {Path(name).suffix for name in inside} == DATA
    information = {name.partition(".dist-info/")[2] for name in names if name not in inside}
    assert information == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt"}


def test_the_metadata_is_complete(metadata: Message) -> None:
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Description-Content-Type"] == "text/markdown"
    labels = {url.partition(",")[0] for url in metadata.get_all("Project-URL", [])}
    assert labels == {"Repository", "Documentation", "Issues", "Changelog"}
    declared = metadata.get_all("Classifier", [])
    assert [name for name in declared if name not in classifiers] == []
    versions = [name.rpartition(" ")[2] for name in declared if re.search(r":: 3\.\d+$", name)]
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert f"python: {json.dumps(versions)}" in workflow  # the versions that are tested
    assert metadata["Requires-Python"] == f">={versions[0]}"


def test_the_description_has_no_relative_link(metadata: Message) -> None:
    description = str(metadata.get_payload())
    assert description.startswith("# SageMaker Marketplace Action\n")
    assert re.findall(r"\]\((?!https://|#)[^)]*\)", description) == []


def test_links_lead_to_the_tag_of_the_version() -> None:
    project = {"version": "1.2.3", "urls": {"Repository": "https://github.com/a/b"}}
    text = "![p](docs/p.svg) [x](docs/x.md#y) [s](#s) [w](https://w) [![b](b.svg)](https://c)"
    page, raw = "https://github.com/a/b/blob/v1.2.3", "https://raw.githubusercontent.com/a/b/v1.2.3"
    assert absolute_links(text, project) == (
        f"![p]({raw}/docs/p.svg) [x]({page}/docs/x.md#y) [s](#s) [w](https://w) [![b]({raw}/b.svg)](https://c)"
    )


def test_the_program_of_the_wheel_checks_a_manifest(wheel: Path, tmp_path: Path) -> None:
    """Installed beside the pinned packages, and not from the sources of this repository."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-compile", "--target", str(tmp_path), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    arguments = ["check", "--format=json", "--var=VERSION=1.0.0", str(ROOT / "examples" / "model-package.yaml")]
    done = subprocess.run(
        [sys.executable, "-c", CHECK, *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    imported, _, report = done.stdout.partition("\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(imported).is_relative_to(tmp_path)
    assert json.loads(report)["exit_code"] == 0
