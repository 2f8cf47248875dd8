"""CONTRIBUTING.md is enough to add something: an example of each addition works in a copy of the repository.

The first line of a file in `additions/` is the path that the rest of it is written to, or appended to, or inserted in.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDITIONS = Path(__file__).with_name("additions")
NAMES = sorted(path.stem for path in ADDITIONS.glob("*.txt"))
# Where an addition to an existing file is inserted; without one, it is appended.
BEFORE = {"input": "\n\n@dataclass(frozen=True)\nclass Settings(", "starter": "\n\ndef write("}
TARGETS = ("docs", "goldens", "schema", "causes")
MANIFEST = """\
kind: ModelPackage
region: us-east-2
spec:
  ModelPackageName: churn-${VERSION|slug:-dev}
  ModelPackageDescription: churn-dev
"""
GROUP = "kind: ModelPackageGroup\nregion: us-east-2\nspec: {ModelPackageGroupName: churn}\n"


def run(tree: Path, arguments: Sequence[str], exit_code: int = 0) -> str:
    """Run Python in the copy, and return what it prints."""
    environment = {**os.environ, "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}"}
    start = [sys.executable, *arguments]
    done = subprocess.run(start, cwd=tree, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == exit_code, f"{arguments}\n{done.stdout[-6000:]}{done.stderr[-2000:]}"
    return done.stdout


def programs(target: str) -> list[list[str]]:
    """Return the arguments of Python in a target of the Makefile; other tests build the site."""
    recipe = (ROOT / "Makefile").read_text("utf-8").partition(f"\n{target}: ")[2].partition("\n\n")[0]
    return [line.split()[1:] for line in recipe.splitlines() if line.startswith("\t$(BIN)/python ")]


def program(tree: Path, *arguments: str, exit_code: int = 0) -> str:
    """Run the command line in the copy, and return what it prints."""
    return run(tree, ["-m", "sagemaker_marketplace", *arguments], exit_code)


def add(tree: Path, name: str) -> None:
    """Make an addition in the copy."""
    head, text = (ADDITIONS / f"{name}.txt").read_text("utf-8").split("\n", 1)
    file = tree / head.removeprefix("# ")
    if not file.exists():
        file.write_text(text, "utf-8")
        return
    old = file.read_text("utf-8")
    before = BEFORE.get(name, "")
    assert not before or old.count(before) == 1
    file.write_text(old.replace(before, text + before) if before else old + text, "utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
    for target in ("schema", "docs", "goldens"):
        for command in programs(target):
            run(folder, command)
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    (folder / "m.yaml").write_text(MANIFEST, "utf-8")
    (folder / "group.yaml").write_text(GROUP, "utf-8")
    return folder


def test_the_commands_are_those_of_contributing() -> None:
    """Every command in the table is one that the fixture or a test runs."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = re.findall(r"^\| an? .*\| `make ([a-z ]+)` \|$", text, re.MULTILINE)
    assert len(table) == 9
    assert {target for targets in table for target in targets.split()} == set(TARGETS)


def test_a_rule(tree: Path) -> None:
    assert "A description should say more than the name" in program(tree, "explain", "description-repeats-name")
    output = program(tree, "check", "m.yaml", "--select", "description-repeats-name")
    assert output.startswith("m.yaml:5:28: info: the description only repeats the name [description-repeats-name]\n")
    assert (tree / "docs/rules/description-repeats-name.md").is_file()


@pytest.mark.parametrize("name", ["bucket-name-of-other-region", "many-requests"])
def test_a_check(tree: Path, name: str) -> None:
    assert name in program(tree, "rules")
    assert (tree / f"docs/rules/{name}.md").is_file()


def test_an_account_check_finds_something(tree: Path) -> None:
    text = (
        (tree / "examples/model-package.yaml").read_text("utf-8").replace("example-sagemaker-us-east-2", "x-us-west-2")
    )
    (tree / "bucket.yaml").write_text(text, "utf-8")
    plan = [sys.executable, "-m", "sagemaker_marketplace", "plan", "bucket.yaml", "--var", "VERSION=1"]
    output = program(tree, "sandbox", "--engine", "none", "--", *plan)
    assert "info: the bucket x-us-west-2 is in us-east-2 [bucket-name-of-other-region]" in output


def test_a_cause(tree: Path) -> None:
    output = "".join(run(tree, command) for command in programs("causes"))
    assert "too-many-open-files" in output
    assert "too many files or connections open" in (tree / "docs/troubleshooting/transform-job.md").read_text("utf-8")


def test_an_input(tree: Path) -> None:
    assert "  contact:\n" in (tree / "action.yml").read_text("utf-8")
    assert "--contact ADDRESS" in program(tree, "check", "--help")
    program(tree, "check", "m.yaml", "--contact", "me@example.com", "--select", "description-repeats-name")


def test_a_format(tree: Path) -> None:
    output = program(tree, "check", "m.yaml", "--select", "description-repeats-name", "--format", "csv")
    assert output.splitlines() == [
        "file,line,severity,rule,message",
        "m.yaml,5,info,description-repeats-name,the description only repeats the name",
    ]


def test_a_kind(tree: Path) -> None:
    assert program(tree, "check", "group.yaml") == "1 manifest checked: 0 errors, 0 warnings\n"
    (tree / "misspelt.yaml").write_text(GROUP.replace("GroupName", "GropName"), "utf-8")
    assert 'unknown field "ModelPackageGropName"' in program(tree, "check", "misspelt.yaml", exit_code=1)
    assert "  ModelPackageGroupName: my-group\n" in program(tree, "init", "--kind", "ModelPackageGroup")
    policy = program(tree, "iam-policy", "group.yaml", "--account-id", "123456789012")
    assert "sagemaker:CreateModelPackageGroup" in policy


def test_a_scenario(tree: Path) -> None:
    listed = program(tree, "sandbox", "--scenario", "list")
    assert "training-slow" in listed


def test_the_tests_of_the_additions(tree: Path) -> None:
    names = "description-repeats-name or bucket-name-of-other-region or many-requests or too-many-open-files or csv"
    files = ["tests/check/test_catalogue.py", "tests/check/test_wording.py", "tests/check/test_examples.py"]
    files += ["tests/diagnosis/test_causes.py", "tests/report/test_machine_formats.py", "tests/kinds"]
    run(tree, ["-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", names, *files])
