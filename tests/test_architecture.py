"""The shape of the house, read from its syntax trees: who imports whom, who touches the outside, how large it is."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest
import yaml

from sagemaker_marketplace import options

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "sagemaker_marketplace"
SOURCE = ROOT / "src" / PACKAGE

# Who may import whom: a room is a folder or a file at the top. `types` are for type checkers only.
ROOMS = {
    "core": "core",
    "kinds": "core",
    "rules": "core",
    "formats": "core",
    "aws": "core",
    "account": "core aws",
    "options": "core",
    "settings": "core options",
    "plan": "core",
    "request": "core account aws",
    "forecast": "core account",
    "preflight": "core aws",
    "permissions": "core account",
    "roles": "core aws permissions",
    "lookup": "core aws forecast plan preflight request",
    "watch": "core aws",
    "create": "core aws plan watch",
    "targets": "core aws settings watch",
    "diagnose": "core kinds",
    "stages": "core aws settings lookup preflight create watch targets",
    "flow": "core stages",
    "world": "core",
    "edge": "core",
    "mend": "core",
    "arguments": "core options",
    "cli": "core aws options settings arguments edge flow mend world commands",
    "action": "core aws options settings formats edge flow world",
    "commands": "core aws settings world targets sandbox access_commands",
    "access_commands": "core aws settings world permissions roles",
    "__main__": "cli",
    "sandbox": "core kinds",
}
TYPES = {
    "arguments": "options",
    "settings": "options",
    "plan": "request",
    "lookup": "settings world",
    "watch": "world",
    "create": "world",
    "targets": "settings world",
    "stages": "settings world",
    "flow": "settings world",
    "world": "aws",
    "edge": "settings",
    "mend": "settings world",
}
# Never while a module is loaded, so that a check does not pay for it.
LATE = (
    *("sandbox", "targets", "create", "watch", "plan", "commands", "mend"),
    *("lookup", "preflight", "account", "request", "forecast", "permissions", "roles", "access_commands", "diagnose"),
)
EARLY = {
    "create": "plan watch",
    "targets": "watch",
    "request": "account",
    "forecast": "account",
    "lookup": "plan request forecast preflight",
    "roles": "permissions",
    "permissions": "account",
    "access_commands": "permissions roles",
}
# Who may touch the outside.
OUTSIDE = {
    "os.environ": "cli action sandbox",
    "os.getenv": "",
    "sys.exit": "__main__ sandbox",
    "time": "world sandbox",
    "boto3": "aws sandbox",
    "botocore": "aws sandbox",
    "moto": "sandbox",
    "socket": "sandbox",
    "subprocess": "sandbox",
    "threading": "aws sandbox",
    "urllib": "sandbox",
    "http": "",
    "requests": "",
    "actions_toolkit": "action",
}
MOST_LINES, MOST_LINES_OF_FLOW, MOST_OF_A_FUNCTION, MEDIAN_OF_A_FUNCTION = 300, 120, 50, 10


class Import(NamedTuple):
    """One module imported by another; `when` is early (with the module), late (in a function) or types."""

    importer: str
    imported: str
    when: str


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(SOURCE.rglob("*.py"))
    }


MODULES = modules()


def room(module: str) -> str:
    return module.partition(".")[0]


def imports(module: str) -> Iterator[Import]:
    yield from _imports(ast.parse(MODULES[module].read_text()), module, "early")


def _imports(node: ast.AST, module: str, when: str) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        inner = when
        if isinstance(child, ast.FunctionDef):
            inner = "late" if when == "early" else when
        elif isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            inner = "types"
        if isinstance(child, ast.Import):
            yield from (Import(module, alias.name, inner) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (Import(module, name, inner) for name in _named(child, module))
        yield from _imports(child, module, inner)


def _named(node: ast.ImportFrom, module: str) -> Iterator[str]:
    """The full names of the modules an import statement loads."""
    base = node.module or ""
    if node.level:
        package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
        parts = [part for part in package.split(".") if part]
        kept = parts[: len(parts) - (node.level - 1)]
        base = ".".join([PACKAGE, *kept, *([base] if base else [])])
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        yield inner if inner.removeprefix(f"{PACKAGE}.") in MODULES else base


ALL = [found for module in MODULES for found in imports(module)]
OURS = [
    found._replace(imported=found.imported.removeprefix(f"{PACKAGE}."))
    for found in ALL
    if found.imported.startswith(f"{PACKAGE}.")
]


def test_every_room_has_its_line_in_the_table() -> None:
    assert {room(module) for module in MODULES} - {"__init__", ""} == set(ROOMS)


def test_who_imports_whom() -> None:
    wrong = [
        found
        for found in OURS
        if room(found.imported) not in {room(found.importer), *ROOMS[room(found.importer)].split()}
        and not (found.when == "types" and room(found.imported) in TYPES.get(room(found.importer), "").split())
    ]
    assert wrong == []


def test_what_is_loaded_late() -> None:
    early = [
        found
        for found in OURS
        if found.when == "early"
        and room(found.imported) in LATE
        and room(found.imported) not in {room(found.importer), *EARLY.get(room(found.importer), "").split()}
    ]
    assert early == []


def test_the_sandbox_is_known_to_its_command_alone() -> None:
    knowing = {found.importer for found in OURS if room(found.imported) == "sandbox"}
    assert {module for module in knowing if room(module) != "sandbox"} == {"commands"}


def test_no_cycles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for found in OURS:
        if found.when != "types" and found.imported != found.importer:
            graph[found.importer].add(found.imported)
    try:
        ordered = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"modules import each other in a circle: {error.args[1]}")
    assert set(ordered) == set(MODULES)


def attributes(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


@pytest.mark.parametrize("name", OUTSIDE)
def test_who_touches_the_outside(name: str) -> None:
    if "." in name:
        touching = {room(module) for module in MODULES if name in attributes(module)}
    else:
        touching = {room(found.importer) for found in ALL if found.imported.partition(".")[0] == name}
    assert touching <= set(OUTSIDE[name].split())


def test_names_of_the_outside_are_not_imported_one_by_one() -> None:
    # `from os import environ` would go round the test above.
    taken = {
        f"{node.module}.{alias.name}"
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and not node.level
        for alias in node.names
    }
    assert taken & {"os.environ", "os.getenv", "sys.exit", "builtins.exit"} == set()


def files() -> list[Path]:
    folders = (ROOT / "src", ROOT / "scripts", ROOT / "tests")
    return sorted([ROOT / "entrypoint.py", *(path for folder in folders for path in folder.rglob("*.py"))])


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_long() -> None:
    assert {str(path): lines(path) for path in files() if lines(path) > MOST_LINES} == {}
    assert lines(SOURCE / "flow.py") < MOST_LINES_OF_FLOW


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield f"{path}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short() -> None:
    lengths = dict(found for path in files() if "tests" not in path.parts for found in functions(path))
    assert {name: length for name, length in lengths.items() if length > MOST_OF_A_FUNCTION} == {}
    assert median(lengths.values()) <= MEDIAN_OF_A_FUNCTION


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
    paths = [*MODULES.values(), *sorted((ROOT / "scripts").glob("*.py")), ROOT / "entrypoint.py"]
    trees = {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in paths}
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []
    assert [name for path, tree in trees.items() for name in undocumented(tree, path)] == []


LISTED = "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
CLI = f"import sys; from {PACKAGE}.cli import run; code = run(['check', 'algorithm.yaml']); {LISTED}; sys.exit(code)"
ACTION = f"import sys; from {PACKAGE}.action import main; code = main(); {LISTED}; sys.exit(code)"
HEAVY = {
    "boto3",
    "botocore",
    "requests",
    "jsonschema",
    "moto",
    "flask",
    "urllib3",
    "argparse",
    "asyncio",
    "http",
    "ssl",
}


@pytest.mark.parametrize("program", [CLI, ACTION], ids=["command line", "action"])
def test_a_check_loads_nothing_heavy(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT / "tests" / "manifests" / "ok",
        env={"INPUT_MANIFEST": "algorithm.yaml"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    verdict, loaded = done.stdout.splitlines()
    assert verdict == "1 manifest checked: 0 errors, 0 warnings"
    assert set(loaded.split()) & HEAVY == set()


def test_action_yml_has_the_inputs_and_outputs_of_the_table() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    inputs = [option for option in options.OPTIONS if option.is_input]
    assert list(action["inputs"]) == [option.name for option in inputs]
    assert {name: given.get("default", "") for name, given in action["inputs"].items()} == {
        option.name: option.default for option in inputs
    }
    assert list(action["outputs"]) == list(options.OUTPUTS)
    # An entry point and no arguments of its own: else a workflow could set either.
    assert (action["runs"]["using"], bool(action["runs"]["entrypoint"]), action["runs"]["args"]) == ("docker", True, [])
