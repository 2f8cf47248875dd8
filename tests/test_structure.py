"""The structure of the code: sizes, docstrings, the imports of a check, and action.yml compared with the options."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
import yaml
from tests.test_architecture import MODULES, PACKAGE, ROOT, SOURCE

from sagemaker_marketplace.settings import options

MAX_FILE_LINES, MAX_PIPELINE_LINES, MAX_FUNCTION_LINES, MAX_MEDIAN_FUNCTION_LINES = 300, 120, 50, 10


def files() -> list[Path]:
    folders = (ROOT / "src", ROOT / "scripts", ROOT / "tests", ROOT / "fuzz")
    starters = [ROOT / "entrypoint.py", ROOT / "post.py"]
    return sorted([*starters, *(path for folder in folders for path in folder.rglob("*.py"))])


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_long() -> None:
    assert {str(path): lines(path) for path in files() if lines(path) > MAX_FILE_LINES} == {}
    assert lines(SOURCE / "pipeline.py") < MAX_PIPELINE_LINES


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield f"{path}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short() -> None:
    lengths = dict(function for path in files() if "tests" not in path.parts for function in functions(path))
    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES} == {}
    assert median(lengths.values()) <= MAX_MEDIAN_FUNCTION_LINES


def undocumented(node: ast.AST, name: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            if child.name.startswith("_"):
                continue
            if not ast.get_docstring(child):
                yield f"{name}.{child.name}"
            if isinstance(child, ast.ClassDef):
                yield from undocumented(child, f"{name}.{child.name}")
        elif isinstance(child, ast.If):
            yield from undocumented(child, name)


def test_everything_public_is_documented() -> None:
    paths = [
        *MODULES.values(),
        *sorted((ROOT / "scripts").glob("*.py")),
        *sorted((ROOT / "fuzz").glob("*.py")),
        ROOT / "entrypoint.py",
        ROOT / "post.py",
    ]
    trees = {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in paths}
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []
    assert [name for path, tree in trees.items() for name in undocumented(tree, path)] == []


LISTED = "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
CLI = (
    f"import sys; from {PACKAGE}.cli.main import run; code = run(['check', 'algorithm.yaml']); {LISTED}; sys.exit(code)"
)
ACTION = f"import sys; from {PACKAGE}.action import main; code = main(); {LISTED}; sys.exit(code)"
HEAVY = {
    "boto3",
    "botocore",
    "docker",
    "moto",
    "flask",
    "requests",
    "urllib3",
}


@pytest.mark.parametrize("program", [CLI, ACTION], ids=["command line", "action"])
def test_a_check_loads_no_heavy_modules(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT / "tests" / "manifests" / "ok",
        env={"INPUT_MANIFEST": "algorithm.yaml"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    summary, loaded = done.stdout.splitlines()
    assert summary == "1 manifest checked: 0 errors, 0 warnings"
    assert set(loaded.split()) & HEAVY == set()


def test_action_yml_has_the_inputs_and_outputs_of_the_table() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    inputs = options.INPUTS
    assert list(action["inputs"]) == [option.name for option in inputs]
    assert {name: item.get("default", "") for name, item in action["inputs"].items()} == {
        option.name: "" if option.is_configurable else option.default for option in inputs
    }
    assert list(action["outputs"]) == list(options.OUTPUTS)
    # Without an entry point and empty arguments in action.yml, a workflow could set them.
    assert (action["runs"]["using"], bool(action["runs"]["entrypoint"]), action["runs"]["args"]) == ("docker", True, [])
