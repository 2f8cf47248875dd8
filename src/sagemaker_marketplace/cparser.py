"""PyYAML's C parser without PyYAML's Python half.

`import yaml` builds tables and patterns of loaders that are never used here; that takes longer than starting the
interpreter. The C extension needs only the classes of marks, tokens, events and nodes, and names for its errors.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_CLASSES = ("error", "tokens", "events", "nodes")
_ERRORS = {
    "reader": "ReaderError",
    "scanner": "ScannerError",
    "parser": "ParserError",
    "composer": "ComposerError",
    "constructor": "ConstructorError",
    "emitter": "EmitterError",
    "serializer": "SerializerError",
    "representer": "RepresenterError",
}

_MARKED = ("scanner", "parser", "composer", "constructor")


def load() -> Any:
    """The C extension module, with what it needs of `yaml` around it; a `yaml` that is loaded already is left alone.

    A later `import yaml` of someone else gets the whole package, with the same classes of nodes and events.
    Raises ImportError when PyYAML is not there or has no C extension.
    """
    if "yaml._yaml" not in sys.modules:
        specs = (finder.find_spec("yaml", None) for finder in sys.meta_path if hasattr(finder, "find_spec"))
        found = next(filter(None, specs), None)
        if found is None or found.submodule_search_locations is None:
            raise ImportError("PyYAML is not installed", name="yaml")
        _around(list(found.submodule_search_locations))
    return sys.modules["yaml._yaml"]


def loaded(name: str) -> Any:
    """A module of PyYAML's classes (`error`, `tokens`, `events`, `nodes`): those the extension uses."""
    return sys.modules[f"yaml.{name}"]


def _around(folders: list[str]) -> None:
    package = ModuleType("yaml")
    package.__path__ = folders
    sys.modules["yaml"] = package
    try:
        _fill(package)
        __import__("yaml._yaml")
    finally:
        for name in ("yaml", *(f"yaml.{module}" for module in _ERRORS)):
            sys.modules.pop(name, None)


def _fill(package: ModuleType) -> None:
    for name in _CLASSES:
        __import__(f"yaml.{name}")
        vars(package).update({key: value for key, value in vars(loaded(name)).items() if key[0] != "_"})
    for name, error in _ERRORS.items():
        stand_in = ModuleType(f"yaml.{name}")
        base = package.MarkedYAMLError if name in _MARKED else package.YAMLError
        setattr(stand_in, error, type(error, (base,), {}))
        sys.modules[stand_in.__name__] = stand_in
        setattr(package, name, stand_in)
