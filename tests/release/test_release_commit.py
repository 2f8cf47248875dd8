"""The release commit of this project: no reader of it, or of its output, finds a placeholder or the branch main."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.release.projects import IMAGE, OWNER, PLACEHOLDER, REPOSITORY, git, release, whole

from sagemaker_marketplace import __version__

TAG = f"v{__version__}"
RULES = f"https://github.com/{REPOSITORY}/blob/{TAG}/docs/rules"
# Expected outputs contain the names, the documentation is generated with them, and pages link to the tag.
TESTS = [
    "tests/report/test_recorded_streams.py",
    "tests/report/test_rehearsals.py",
    "tests/cli/test_pages.py",
    "tests/cli/test_manifests.py",
    "tests/contract/test_recorded.py",
    "tests/release/test_documented_tags.py",
]


@pytest.fixture(scope="module")
def commit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the release commit checked out."""
    root = whole(tmp_path_factory.mktemp("release"))
    assert release(root, "publish", TAG, IMAGE) == (0, "", "")
    return root


def run(commit: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python with the package of the release commit."""
    environment = {**os.environ, "PYTHONPATH": str(commit / "src")}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=commit, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        (PLACEHOLDER, "."),
        (rf"{OWNER}\.github\.io", "."),
        (f"ghcr.io/{REPOSITORY}", "."),  # names of images are in lower case
        ("<!-- /?unreleased", "*.md"),
        (rf"github\.com/{REPOSITORY}/(blob|tree|raw)/main(/?[^/.]|$)", "."),
        (rf"githubusercontent\.com/{REPOSITORY}/main", "."),
        (r"^## Unreleased", "CHANGELOG.md"),
    ],
)
def test_no_file_contains(commit: Path, pattern: str, files: str) -> None:
    command = ["git", "grep", "--line-number", "--extended-regexp", "--text", pattern, "--", files]
    done = subprocess.run(command, cwd=commit, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")


def test_the_changes_have_the_version(commit: Path) -> None:
    headings = [line for line in (commit / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## ")]
    assert headings[0] == f"## {__version__} - 2026-11-28"
    _, notes, _ = release(commit, "notes", TAG)
    assert notes.startswith("### ")


def test_everything_that_is_installed_has_the_same_names(commit: Path) -> None:
    """The release commit and what is built from it differ only in files that neither image nor wheel contains."""
    built = whole(commit.with_name("built"))
    assert release(built, "fill-in", TAG) == (0, "", "")
    git(built, "add", "--all")
    packaged = (
        "src",
        "requirements",
        "README.md",
        "LICENSE",
        "pyproject.toml",
        "Dockerfile",
        "entrypoint.py",
        "post.py",
    )
    for part in packaged:
        in_commit, in_build = (git(root, "ls-files", "--stage", "--", part) for root in (commit, built))
        assert in_commit == in_build != ""


def test_the_printed_links_lead_to_the_release(commit: Path) -> None:
    listed = json.loads(run(commit, "sagemaker_marketplace", "rules", "--format", "json").stdout)
    faulty = "tests/container/manifests/faulty.yaml"
    sarif = json.loads(run(commit, "sagemaker_marketplace", "check", "--format", "sarif", faulty).stdout)
    schema = json.loads(run(commit, "sagemaker_marketplace", "schema").stdout)
    rules = sarif["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["helpUri"] for rule in rules} == {f"{RULES}/region-opt-in.md", f"{RULES}/unknown-field.md"}
    assert [rule["docs"] for rule in listed["rules"]] == [f"{RULES}/{rule['name']}.md" for rule in listed["rules"]]
    assert schema["$id"] == f"https://raw.githubusercontent.com/{REPOSITORY}/{TAG}/schema/manifest.schema.json"
    assert sarif["runs"][0]["tool"]["driver"]["version"] == __version__


def test_the_driver_of_rehearsals_is_the_image_of_the_release(commit: Path) -> None:
    code = "from sagemaker_marketplace.rehearse.driver_image import RELEASED; print(RELEASED)"
    environment = {**os.environ, "PYTHONPATH": str(commit / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"ghcr.io/{REPOSITORY.lower()}:{TAG}\n"


def test_the_tests_that_depend_on_names_pass(commit: Path) -> None:
    done = run(commit, "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *TESTS)
    assert done.returncode == 0, done.stdout[-5000:]
