"""The lock files pin every package with hashes, for every platform; the installed packages fit together."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from scripts import lock
from scripts.platforms import PLATFORMS, PYTHONS, applies, entries, without_condition

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ENTRY = re.compile(r"[a-z0-9-]+==[A-Za-z0-9.!+]+(?: ; [^\\\n]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+")


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_every_entry_is_a_version_with_hashes(path: Path) -> None:
    found = list(entries(path))
    assert [entry for entry in found if not ENTRY.fullmatch(entry)] == []
    assert len(found) > 10


def test_there_is_a_lock_file_for_each_environment() -> None:
    assert {path.stem for path in LOCKS} == set(lock.SOURCES)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_platform_gets_one_version_of_each_package(path: Path, platform: str, python: str) -> None:
    found = [entry for entry in entries(path) if applies(entry, PLATFORMS[platform], python)]
    names = [entry.partition("==")[0] for entry in found]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_gets_what_pyproject_requires(platform: str, python: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    required = [*project["dependencies"], *extras["action"], *extras["rehearse"]]
    lock_file = ROOT / "requirements" / "runtime.txt"
    found = dict(
        entry.split()[0].split("==") for entry in entries(lock_file) if applies(entry, PLATFORMS[platform], python)
    )
    for requirement in map(Requirement, required):
        assert requirement.specifier.contains(found[requirement.name.lower()])


@pytest.mark.parametrize(
    ("condition", "platform", "python", "expected"),
    [
        ("sys_platform == 'win32'", "Windows amd64", "3.13", True),
        ("sys_platform == 'win32'", "Linux x86_64", "3.13", False),
        ("python_full_version < '3.13'", "macOS arm64", "3.12", True),
        ("python_full_version < '3.13'", "macOS arm64", "3.13", False),
        ("platform_machine == 'x86_64' and sys_platform == 'linux'", "Linux aarch64", "3.11", False),
    ],
)
def test_conditions_are_those_of_the_platform(condition: str, platform: str, python: str, expected: bool) -> None:
    entry = f"a==1 ; {condition} \\\n    --hash=sha256:0"
    assert applies(entry, PLATFORMS[platform], python) is expected
    assert without_condition(entry).split() == ["a==1", "\\", "--hash=sha256:0"]


def test_the_installed_packages_fit_together() -> None:
    # scripts/lock.py leaves pygithub out, with the reason.
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert re.sub(r"(?<=toolkit )\S+", "X", done.stdout).splitlines() == [
        "actions-toolkit X requires pygithub, which is not installed."
    ]
