"""The shape of the house, read from its syntax trees: who imports whom, and who touches the outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

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
    "prices": "core aws",
    "lookup": "core aws forecast plan preflight prices request",
    "watch": "core aws diagnose",
    "create": "core aws plan roles watch",
    "targets": "core aws settings watch",
    "diagnose": "core kinds",
    "follow": "core aws followed logbook",
    "followed": "core aws",
    "following": "core follow followed logbook prices",
    "logbook": "core",
    "stages": "core aws settings lookup preflight create watch targets roles diagnose following",
    "flow": "core stages",
    "world": "core",
    "edge": "core",
    "mend": "core",
    "arguments": "core options",
    "login": "core aws",
    "cancel": "core aws",
    "cli": "core aws options settings arguments edge flow mend world commands login cancel",
    "action": "core aws options settings formats edge flow world login cancel",
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
    "roles": "world",
    "follow": "followed logbook watch world",
    "following": "settings watch world aws",
    "followed": "logbook",
    "logbook": "aws",
    "watch": "follow world",
    "create": "world",
    "targets": "settings world",
    "stages": "settings world",
    "flow": "settings world",
    "world": "aws",
    "edge": "settings",
    "login": "settings world",
    "mend": "settings world",
}
# Never while a module is loaded, so that a check does not pay for it.
LATE = (
    *("sandbox", "targets", "create", "watch", "plan", "commands", "mend"),
    *("lookup", "preflight", "account", "request", "forecast", "permissions", "roles", "access_commands", "diagnose"),
)
EARLY = {
    "create": "plan roles watch",
    "targets": "watch",
    "watch": "diagnose",
    "following": "follow followed logbook prices",
    "request": "account",
    "forecast": "account",
    "lookup": "plan request forecast preflight",
    "roles": "permissions",
    "permissions": "account",
    "access_commands": "permissions roles",
    "commands": "access_commands",
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
