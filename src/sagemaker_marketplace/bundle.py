"""The rules' bytecode from one file instead of a hundred.

Finding, opening and importing a hundred small files takes longer than starting the interpreter twice. The bundle leaves
out what a check does not need: manual pages, sources and examples; whoever wants those imports the modules themselves.
"""

from __future__ import annotations

import os
import sys

from . import cached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType, ModuleType
    from typing import Any

_PAGES = ("SOURCES", "GOOD", "BAD")


def load(package: str, folder: str, kind: str) -> list[tuple[str, Any]]:
    """Give name below the package and module of each rule that runs on a kind, by families and names.

    Raises what a module raises while it is loaded.
    """
    sources = _sources(folder)
    state = [(name, *cached.stamp(status)) for name, _, status in sources]
    # One bundle a kind: what many modules name is then unpacked once, and what the other kind's rules need not at all.
    codes = cached.get(f"{folder}/bundle.{kind}", state)
    if codes is None:
        codes = [code if _is_shared(path) or kind in kinds else None for path, kinds, code in _compiled(sources)]
        cached.put(f"{folder}/bundle.{kind}", state, codes)
    modules = []
    for (name, path, _), code in zip(sources, codes, strict=True):
        if code is not None:
            is_shared = _is_shared(path)
            module = _execute(f"{package}.{name}", is_shared, path, code)
            if not is_shared:
                modules.append((name, module))
    return modules


def _is_shared(path: str) -> bool:
    """What a family's rules share has a name that begins with an underscore."""
    return os.path.basename(path).startswith("_")


def _compiled(sources: Iterable[tuple[str, str, os.stat_result]]) -> Iterator[tuple[str, tuple[str, ...], CodeType]]:
    for _, path, _ in sources:
        yield path, *_compile(path)


def _sources(folder: str) -> list[tuple[str, str, os.stat_result]]:
    """Name below the package, path and state of each module; a family's own module comes before its rules."""
    found = []
    with os.scandir(folder) as families:
        names = sorted(family.name for family in families if family.is_dir() and not family.name.startswith("_"))
    for family in names:
        with os.scandir(f"{folder}/{family}") as entries:
            modules = sorted((entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py"))
        for source, status in modules:
            name = family if source == "__init__.py" else f"{family}.{source[:-3]}"
            found.append((name, f"{folder}/{family}/{source}", status))
    return found


def _compile(path: str) -> tuple[tuple[str, ...], CodeType]:
    """The kinds a rule runs on, and its bytecode."""
    import __future__

    import ast

    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    kinds: tuple[str, ...] = ()
    # Importing `annotations` a hundred times takes time; the compiler takes it as a flag, too.
    tree.body = [one for one in tree.body if not (isinstance(one, ast.ImportFrom) and one.module == "__future__")]
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            if statement.targets[0].id == "KINDS":
                kinds = ast.literal_eval(statement.value)
            if statement.targets[0].id in _PAGES:
                statement.value = ast.copy_location(ast.Tuple([], ast.Load()), statement.value)
    # A family's own page is short, and the manual asks its module for it.
    pages = path.endswith("/__init__.py")
    flags = __future__.annotations.compiler_flag
    code = compile(tree, path, "exec", flags, dont_inherit=True, optimize=0 if pages else 2)
    return kinds, code


def _execute(name: str, is_shared: bool, path: str, code: CodeType) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    module = type(sys)(name)
    is_package = path.endswith("/__init__.py")
    module.__package__ = name if is_package else name.rpartition(".")[0]
    module.__file__ = path
    if is_package:
        module.__path__ = [os.path.dirname(path)]
    if is_shared:
        sys.modules[name] = module
    exec(code, module.__dict__)  # noqa: S102 - what importing does with bytecode of ours
    return module
