"""CONTRIBUTING.md is enough to add something: an example of each addition works in a copy of the repository.

The first line of a file in `additions/` is the path that the rest of it is written to, or appended to, or inserted in.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.forks.forks import PROGRAM, running

ROOT = Path(__file__).resolve().parents[2]
ADDITIONS = Path(__file__).with_name("additions")
NAMES = sorted(path.stem for path in ADDITIONS.glob("*.txt"))
# Where an addition to an existing file is inserted; without one, it is appended.
BEFORE = {"input": "\n\n@dataclass(frozen=True)\nclass Settings(", "starter": "\n\ndef write("}
PICTURES = "scripts/terminal_images.py"
ONE_PROCESS = "import runpy, sys\nfor module in sys.argv[1:]: runpy.run_module(module, run_name='__main__')"
TARGETS = ("docs", "goldens", "schema", "causes")
MANIFEST = """\
kind: ModelPackage
region: us-east-2
spec:
  ModelPackageName: churn-${VERSION|slug:-dev}
  ModelPackageDescription: churn-dev
"""
GROUP = "kind: ModelPackageGroup\nregion: us-east-2\nspec: {ModelPackageGroupName: churn}\n"


@dataclass(frozen=True)
class Copy:
    """A copy of the repository; `start` begins a command that runs the program in it."""

    folder: Path
    start: list[str]

    def program(self, *arguments: str, exit_code: int = 0) -> str:
        """Run the command line in the copy, and return what it prints."""
        return run(self.folder, [*self.start, *arguments], exit_code)


def environment(folder: Path) -> dict[str, str]:
    """Return the variables with which Python imports the modules of the copy."""
    # The processes share the compiled modules.
    return {**os.environ, "PYTHONPATH": f"{folder / 'src'}{os.pathsep}{folder}", "PYTHONDONTWRITEBYTECODE": ""}


def run(folder: Path, command: Sequence[str], exit_code: int = 0) -> str:
    """Run a command in the copy, and return what it prints."""
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == exit_code, f"{command}\n{done.stdout[-6000:]}{done.stderr[-2000:]}"
    return done.stdout


def modules(target: str) -> list[str]:
    """Return the modules that a target of the Makefile runs; other tests build the site and draw the pictures."""
    recipe = (ROOT / "Makefile").read_text("utf-8").partition(f"\n{target}: ")[2].partition("\n\n")[0]
    programs = [line.split()[-1] for line in recipe.splitlines() if line.startswith("\t$(BIN)/python ")]
    return [name.removesuffix(".py").replace("/", ".") for name in programs if name != PICTURES]


def make(folder: Path, *targets: str) -> str:
    """Run the modules of targets in one process in the copy, and return what they print."""
    return run(folder, [sys.executable, "-c", ONE_PROCESS, *(name for target in targets for name in modules(target))])


def add(folder: Path, name: str) -> None:
    """Make an addition in the copy."""
    head, text = (ADDITIONS / f"{name}.txt").read_text("utf-8").split("\n", 1)
    file = folder / head.removeprefix("# ")
    if not file.exists():
        file.write_text(text, "utf-8")
        return
    old = file.read_text("utf-8")
    before = BEFORE.get(name, "")
    assert not before or old.count(before) == 1
    file.write_text(old.replace(before, text + before) if before else old + text, "utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A copy of the repository with all additions, after the commands that CONTRIBUTING.md lists for them."""
    folder = tmp_path_factory.mktemp("tree")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
    pack = ["tar", "-c", "--null", "--no-recursion", "-T", "-"]
    packed = subprocess.run(pack, cwd=ROOT, input=names, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x"], cwd=folder, input=packed, check=True)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    for name in NAMES:
        add(folder, name)
    make(folder, "schema")
    make(folder, "docs", "goldens")
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    (folder / "m.yaml").write_text(MANIFEST, "utf-8")
    (folder / "group.yaml").write_text(GROUP, "utf-8")
    with running(tmp_path_factory.mktemp("forks"), environment(folder)) as commands:
        yield Copy(folder, commands[PROGRAM])


def test_the_commands_are_those_of_contributing() -> None:
    """Every command in the table is one that the fixture or a test runs."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = re.findall(r"^\| an? .*\| `make ([a-z ]+)` \|$", text, re.MULTILINE)
    assert len(table) == 9
    assert {target for targets in table for target in targets.split()} == set(TARGETS)


def test_a_rule(copy: Copy) -> None:
    assert "A description should say more than the name" in copy.program("explain", "description-repeats-name")
    output = copy.program("check", "m.yaml", "--select", "description-repeats-name")
    assert output.startswith("m.yaml:5:28: info: the description only repeats the name [description-repeats-name]\n")
    assert (copy.folder / "docs/rules/description-repeats-name.md").is_file()


@pytest.mark.parametrize("name", ["bucket-name-of-other-region", "many-requests"])
def test_a_check(copy: Copy, name: str) -> None:
    assert name in copy.program("rules")
    assert (copy.folder / f"docs/rules/{name}.md").is_file()


def test_an_account_check_finds_something(copy: Copy) -> None:
    text = (
        (copy.folder / "examples/model-package.yaml")
        .read_text("utf-8")
        .replace("example-sagemaker-us-east-2", "x-us-west-2")
    )
    (copy.folder / "bucket.yaml").write_text(text, "utf-8")
    plan = [*copy.start, "plan", "bucket.yaml", "--var", "VERSION=1"]
    output = copy.program("sandbox", "--engine", "none", "--", *plan)
    assert "info: the bucket x-us-west-2 is in us-east-2 [bucket-name-of-other-region]" in output


def test_a_cause(copy: Copy) -> None:
    output = make(copy.folder, "causes")
    assert "too-many-open-files" in output
    assert "too many files or connections open" in (copy.folder / "docs/troubleshooting/transform-job.md").read_text(
        "utf-8"
    )


def test_an_input(copy: Copy) -> None:
    assert "  contact:\n" in (copy.folder / "action.yml").read_text("utf-8")
    assert "--contact ADDRESS" in copy.program("check", "--help")
    copy.program("check", "m.yaml", "--contact", "me@example.com", "--select", "description-repeats-name")


def test_a_format(copy: Copy) -> None:
    output = copy.program("check", "m.yaml", "--select", "description-repeats-name", "--format", "csv")
    assert output.splitlines() == [
        "file,line,severity,rule,message",
        "m.yaml,5,info,description-repeats-name,the description only repeats the name",
    ]


def test_a_kind(copy: Copy) -> None:
    assert copy.program("check", "group.yaml") == "1 manifest checked: 0 errors, 0 warnings\n"
    (copy.folder / "misspelt.yaml").write_text(GROUP.replace("GroupName", "GropName"), "utf-8")
    assert 'unknown field "ModelPackageGropName"' in copy.program("check", "misspelt.yaml", exit_code=1)
    assert "  ModelPackageGroupName: my-group\n" in copy.program("init", "--kind", "ModelPackageGroup")
    policy = copy.program("iam-policy", "group.yaml", "--account-id", "123456789012")
    assert "sagemaker:CreateModelPackageGroup" in policy


def test_a_scenario(copy: Copy) -> None:
    listed = copy.program("sandbox", "--scenario", "list")
    assert "training-slow" in listed


def test_the_tests_of_the_additions(copy: Copy) -> None:
    names = "description-repeats-name or bucket-name-of-other-region or many-requests or too-many-open-files or csv"
    files = ["tests/check/test_catalogue.py", "tests/check/test_wording.py", "tests/check/test_examples.py"]
    files += ["tests/diagnosis/test_causes.py", "tests/report/test_machine_formats.py", "tests/kinds"]
    run(copy.folder, [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", names, *files])
