"""The wheel without extras, for machines without a container engine: `pipx install`, `pipx run`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from sagemaker_marketplace.sandbox.server import running

ROOT = Path(__file__).resolve().parents[2]
NAME = "sagemaker-marketplace-action"
PACKAGE = str(ROOT / "examples" / "model-package.yaml")


def required(name: str) -> Iterator[metadata.Distribution]:
    """Yield a distribution, and those that it requires without extras."""
    pending, found = [name], set()
    while pending:
        distribution = metadata.distribution(pending.pop())
        found.add(distribution.name)
        yield distribution
        for requirement in map(Requirement, distribution.requires or ()):
            if requirement.name not in found and (not requirement.marker or requirement.marker.evaluate({"extra": ""})):
                pending.append(requirement.name)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in a separate environment: the wheel, and what it requires, linked from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    listed = ["git", "ls-files", "-z", "src", "pyproject.toml", "README.md", "LICENSE"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
    sources = folder / "sources"
    sources.mkdir()
    packed = subprocess.run(["tar", "-c", "--null", "-T", "-"], cwd=ROOT, input=names, check=True, capture_output=True)
    subprocess.run(["tar", "-x"], cwd=sources, input=packed.stdout, check=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(sources)]
    subprocess.run([*pip, *build], check=True)
    [wheel] = folder.glob("*.whl")
    assert re.fullmatch(rf"{NAME.replace('-', '_')}-[\d.]+-py3-none-any\.whl", wheel.name)
    environment = folder / "environment"
    venv.create(environment)
    [packages] = environment.glob("lib/*/site-packages")
    for distribution in [each for each in required(NAME) if each.name != NAME]:
        for top in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
            target = packages / top
            if not target.exists():
                target.symlink_to(Path(str(distribution.locate_file(top))))
    python = environment / "bin" / "python"
    subprocess.run([*pip, "--python", str(python), "install", "--no-deps", str(wheel)], check=True)
    return environment / "bin" / "sagemaker-marketplace"


def run(program: Path, folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "PYTHONUTF8": "1", "DOCKER_HOST": "tcp://127.0.0.1:1", **variables}
    return subprocess.run(
        [str(program), *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (["check", PACKAGE], "1 manifest checked: 0 errors, 0 warnings"),
        (["plan", PACKAGE], "  Create it  run create with the same options"),
        (
            ["create", PACKAGE, "--poll-seconds", "0.1", "--var", "VERSION=1"],
            "            https://docs.aws.amazon.com/marketplace/latest/userguide/ml-manage-product-version.html",
        ),
        (["init", "new.yaml"], ""),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_works_without_extras(program: Path, tmp_path: Path, arguments: list[str], last: str) -> None:
    with running() as sandbox:
        done = run(program, tmp_path, *arguments, **sandbox.environment)
    assert (done.returncode, done.stdout.rstrip("\n").rpartition("\n")[2]) == (0, last), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["rehearse", str(ROOT / "examples" / "churn-scorer")], "rehearse"),
        (["sandbox", "--", "true"], "sandbox"),
        (["check", PACKAGE, "--format", "github"], "action"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else value,
)
def test_names_the_extra_that_is_missing(program: Path, tmp_path: Path, arguments: list[str], extra: str) -> None:
    done = run(program, tmp_path, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"'{NAME}[{extra}]'" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_pipx_finds_the_program_by_the_name_of_the_package(program: Path) -> None:
    code = "from importlib.metadata import entry_points as e; [p] = e(group='pipx.run'); print(p.name, p.value)"
    found = subprocess.run([str(program.with_name("python")), "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == [NAME, "sagemaker_marketplace.__main__:main"]
