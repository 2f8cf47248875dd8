"""Which package imports which, and which package reaches outside the process; from the syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "sagemaker_marketplace"
SOURCE = ROOT / "src" / PACKAGE

# Which package may import which; a module at the top of the package counts as one. Imports go downwards.
PACKAGES = {
    "__main__": "cli output",
    "cli": (
        "changed_files git pipeline runner output merge init permissions create watch rehearse check sandbox context "
        "settings aws report manifest facts plugins"
    ),
    "action": "pipeline runner output merge github create rehearse context settings aws report manifest plugins",
    "pipeline": "check plan preflight rehearse create watch context settings report manifest",
    "merge": "runner context files settings report manifest plugins",
    "runner": "context settings report manifest plugins",
    "github": "changed_files settings report manifest plugins",
    # `watch` for the part of a log that is shown.
    "rehearse": "watch preflight diagnosis files context settings aws report manifest facts plugins",
    "create": "plan rehearse watch permissions diagnosis context settings aws report manifest facts plugins",
    "plan": "preflight context settings aws report manifest facts plugins",
    "watch": "files diagnosis context settings aws report manifest facts plugins",
    "check": "changed_files context settings report manifest facts plugins",
    "init": "report manifest",
    "permissions": "preflight manifest facts plugins",
    "preflight": "settings aws report manifest facts plugins",
    "diagnosis": "aws report manifest",
    "settings": "changed_files context aws report manifest plugins",
    "context": "changed_files files local_data manifest_files walk aws manifest facts",
    "changed_files": "",
    "git": "changed_files",
    "output": "report manifest",
    "files": "manifest",
    "local_data": "files manifest",
    "manifest_files": "files local_data manifest",
    "walk": "",
    "aws": "report manifest facts",
    "report": "manifest plugins",
    "kinds": "manifest",
    "manifest": "",
    # With a container engine, the jobs of its validations are rehearsals.
    "sandbox": "rehearse watch context aws report manifest facts",
    "facts": "",
    "plugins": "",
}
# Which package may reach outside the process; in `rehearse`, which part of it.
OUTSIDE = {
    "os.environ": "cli action",
    "os.getenv": "",
    "sys.exit": "__main__",
    "time": "context sandbox rehearse.engine rehearse.inference",
    # In `sandbox`, the service's own access to S3.
    "boto3": "aws sandbox",
    "botocore": "aws sandbox",
    "moto": "sandbox",
    "socket": "rehearse.engine sandbox",
    "subprocess": "git sandbox",
    "multiprocessing": "check",
    # In `check`, to end a worker with its parent; in `create`, to create a role once; in `report`, to redraw the
    # display while nothing happens.
    "threading": "aws check create github rehearse.engine rehearse.inference report sandbox watch",
    # In `report` and `github`, only to quote and compare addresses.
    "urllib": "sandbox report github",
    "http": "",
    # The Docker SDK, and the errors of its HTTP client.
    "docker": "rehearse.engine",
    "requests": "github rehearse.engine",
    "urllib3": "rehearse.engine",
    # Elsewhere, only whether the stream is a terminal.
    "sys.stdout": "output cli report",
    "sys.stderr": "output __main__",
    "actions_toolkit": "report",
}


class Import(NamedTuple):
    """One module imported by another."""

    importer: str
    imported: str


def modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(SOURCE.rglob("*.py"))
    }


MODULES = modules()


def package(module: str) -> str:
    return module.partition(".")[0]


def part(module: str) -> str:
    """The package of a module; of `rehearse`, the package in it."""
    return module.rpartition(".")[0] if package(module) == "rehearse" else package(module)


def imports(module: str) -> Iterator[Import]:
    """Every import of a module: those in functions and those for type checkers as well."""
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.Import):
            yield from (Import(module, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(module, name) for name in _named(node, module))


def _named(node: ast.ImportFrom, module: str) -> Iterator[str]:
    """The full names of the modules an import statement loads."""
    base = node.module or ""
    if node.level:
        parent = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
        parts = [part for part in parent.split(".") if part]
        kept = parts[: len(parts) - (node.level - 1)]
        base = ".".join([PACKAGE, *kept, *([base] if base else [])])
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        yield inner if inner.removeprefix(f"{PACKAGE}.") in MODULES else base


# A program that runs in a container: what it reaches is outside of this process. tests/rehearse tests its imports.
DRIVER = "rehearse.driver"
IN_PROCESS = {module: path for module, path in MODULES.items() if not module.startswith(DRIVER + ".")}


@cache
def every_import() -> list[Import]:
    return [found for module in MODULES for found in imports(module)]


@cache
def ours() -> list[Import]:
    """The imports of modules of the package."""
    return [
        found._replace(imported=found.imported.removeprefix(f"{PACKAGE}."))
        for found in every_import()
        if found.imported.startswith(f"{PACKAGE}.")
    ]


def test_the_table_lists_every_package() -> None:
    assert {package(module) for module in MODULES} - {"__init__", ""} == set(PACKAGES)


def test_packages_import_only_what_the_table_allows() -> None:
    wrong = [
        found
        for found in ours()
        if package(found.imported) not in {package(found.importer), *PACKAGES[package(found.importer)].split()}
    ]
    assert wrong == []


def test_the_table_has_no_cycle() -> None:
    graph = {name: set(allowed.split()) for name, allowed in PACKAGES.items()}
    assert set(TopologicalSorter(graph).static_order()) == set(PACKAGES)


def test_only_the_command_line_imports_the_sandbox() -> None:
    importers = {package(found.importer) for found in ours() if package(found.imported) == "sandbox"}
    assert importers - {"sandbox"} == {"cli"}


def test_no_cycles() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for found in ours():
        if found.imported != found.importer:
            graph[found.importer].add(found.imported)
    try:
        ordered = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"modules import each other in a cycle: {error.args[1]}")
    assert set(ordered) == set(MODULES)


@cache
def attributes(module: str) -> frozenset[str]:
    return frozenset(
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(MODULES[module].read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    )


@pytest.mark.parametrize("name", OUTSIDE)
def test_only_listed_packages_reach_outside_the_process(name: str) -> None:
    if "." in name:
        users = {module for module in IN_PROCESS if name in attributes(module)}
    else:
        users = {found.importer for found in every_import() if found.imported.partition(".")[0] == name} & set(
            IN_PROCESS
        )
    assert {part(module) for module in users} == set(OUTSIDE[name].split())


def test_outside_names_are_not_imported_directly() -> None:
    # `from os import environ` would bypass the test above.
    imported = {
        f"{node.module}.{alias.name}"
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and not node.level
        for alias in node.names
    }
    assert imported & {"os.environ", "os.getenv", "sys.exit", "builtins.exit"} == set()


def test_files_are_opened_for_writing_in_one_module() -> None:
    writers = {"os.fdopen", "os.replace", "os.rename", "os.link", "os.symlink", "os.truncate"}
    methods = {"write_text", "write_bytes", "touch", "symlink_to", "rename", "mkdir"}
    opening = set()
    for module, path in IN_PROCESS.items():
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name in ("open", *writers) or name.rpartition(".")[2] in methods:
                opening.add(module)
    # `manifest_files` reads, `output` opens the null device.
    assert {module for module in opening if package(module) != "sandbox"} == {"files", "manifest_files", "output"}
