"""Which test files can detect a fault in a module."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

PACKAGE = "sagemaker_marketplace"
# The folders of tests that run each package's code: more of them would detect little more and take much longer.
FOLDERS = {
    "check": ("check", "manifest", "cli"),
    "preflight": ("preflight", "permissions", "report", "cli", "pipeline"),
    "plan": ("create", "pipeline", "preflight", "permissions"),
    "create": ("create", "pipeline", "permissions", "cli"),
    "watch": ("watch", "diagnosis", "pipeline", "report", "create"),
    "diagnosis": ("diagnosis", "pipeline", "watch", "cli"),
    "permissions": ("permissions", "pipeline", "cli"),
    "aws": ("aws", "preflight", "pipeline", "create", "watch"),
    "kinds": ("kinds", "create", "pipeline", "manifest"),
    "manifest": ("manifest", "check", "init", "cli", "report"),
    "report": ("report", "cli", "pipeline"),
    "settings": ("cli", "aws", "pipeline"),
    "init": ("init", "cli"),
    "facts": ("check", "preflight", "cli"),
}


@cache
def importing(root: Path, module: str) -> list[str]:
    """Return the test files that import a module by name, those in the folder of its package first."""
    dotted = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    parent, _, name = dotted.rpartition(".")
    itself, from_parent = rf"{re.escape(dotted)} import", rf"{re.escape(parent)} import .*\b{re.escape(name)}\b"
    imports = re.compile(rf"from {PACKAGE}\.({itself}|{from_parent})")
    own = f"tests/{module.partition('/')[0]}/"
    found = [path for path in _test_files(root, ("",)) if imports.search((root / path).read_text(encoding="utf-8"))]
    return sorted(found, key=lambda path: (not path.startswith(own), path))


@cache
def using(root: Path, module: str) -> list[str]:
    """Return the other test files that run the code of the module's package."""
    package = module.partition("/")[0]
    paths = _test_files(root, FOLDERS.get(package, (package,)))
    return [path for path in paths if path not in importing(root, module)]


def _test_files(root: Path, folders: Sequence[str]) -> Iterator[str]:
    for folder in folders:
        for path in sorted((root / "tests" / folder).rglob("test_*.py")):
            yield path.relative_to(root).as_posix()
