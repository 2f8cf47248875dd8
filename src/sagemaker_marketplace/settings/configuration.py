"""The configuration file: the table `[tool.sagemaker-marketplace]` of pyproject.toml.

It only has defaults of options marked `is_configurable`. A pull request can change the file, so it names no
credentials, roles or files to write. Which manifests are read, and the values of their variables, decide what is
created just as the manifests do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from ..context import STDIN, Workspace
from ..manifest import variables
from ..manifest.findings import USAGE, Failure, Location
from ..manifest.suggestions import closest_match
from ..manifest.yaml_reader import MAX_BYTES
from .command_options import COMMAND_OPTIONS
from .option import LIST, NAMES, Option
from .parse import VARIABLE_NAME_HINT, Given, parse
from .settings import OPTIONS

FILE = "pyproject.toml"
TABLE = "sagemaker-marketplace"
CONFIGURABLE = {option.name: option for option in OPTIONS if option.is_configurable}
_TYPES = {str: "a string", bool: "a boolean", int: "an integer", float: "a number", list: "a list", dict: "a table"}
_PLAIN_LABEL = "{}"
_MAX_DOTS = 1000


@dataclass(frozen=True)
class Configuration:
    """The values of a configuration file by option name, and its path; empty if there is none."""

    file: str = ""
    values: Given = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)

    def complete(self, given: Given, known: Container[str] = ()) -> Given:
        """Return what is given, and the file's values for the rest; the variables in `known` have a value elsewhere."""
        lines = given.get("variables", ())
        if isinstance(lines, str):
            lines = [line.strip() for line in lines.splitlines() if line.strip()]
        names = {line.partition("=")[0] for line in lines}
        defaults = [
            f"{name}={value}" for name, value in self.variables.items() if name not in names and name not in known
        ]
        return {**self.values, **given, "variables": [*defaults, *lines]} if defaults else {**self.values, **given}


def find(folder: Path) -> Configuration:
    """Read the nearest file with the table, from a folder up to the root of its repository.

    Outside of a repository, only the folder itself is searched. Raises Failure for an invalid file.
    """
    folders = [folder, *folder.parents]
    root = next((parent for parent in folders if os.path.exists(parent / ".git")), folder)
    for parent in folders[: folders.index(root) + 1]:
        configuration = read(parent, root, folder)
        if configuration.file:
            return configuration
    return Configuration()


def read(folder: Path, root: Path, current: Path) -> Configuration:
    """Read the file of a folder; its paths become relative to the current folder.

    Raises Failure for a file that is not a readable file inside `root`, that is not TOML or has invalid values.
    """
    if not os.path.lexists(folder / FILE):
        return Configuration()
    shown = os.path.relpath(folder / FILE, current)
    table = _table(_content(folder, root), shown)
    return table.configuration(os.path.relpath(folder, current)) if table else Configuration()


def _content(folder: Path, root: Path) -> bytes:
    name = os.path.relpath(folder / FILE, root)
    try:
        content = Workspace(str(root), bound=True).read(name)[1]
    except Failure as failure:
        raise Failure(failure.message, USAGE, f"make {name} a readable file inside {root}") from None
    if len(content) > MAX_BYTES:
        raise Failure(f"{name} is too large (maximum {MAX_BYTES:,} bytes)", USAGE, "reduce its size")
    return content


def _table(content: bytes, shown: str) -> _Table | None:
    if TABLE.encode() not in content:
        return None  # most often; the parser of TOML need not be loaded
    import tomllib

    try:
        text = content.decode("utf-8-sig")
        _refuse_long_keys(text)
        tool = tomllib.loads(text).get("tool")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Failure("invalid UTF-8", USAGE, "save the file as UTF-8", Location(shown, line, 1)) from None
    except (ValueError, RecursionError) as error:
        raise _invalid_toml(error, shown, text) from None
    if not isinstance(tool, dict) or TABLE not in tool:
        return None
    values = tool[TABLE]
    table = _Table(shown, text, values if isinstance(values, dict) else {})
    if not isinstance(values, dict):
        raise table.failure((), f"{TABLE} must be a table, not {_type(values)}", f"use [tool.{TABLE}]")
    return table


def _refuse_long_keys(text: str) -> None:
    """Raise RecursionError for a key of very many parts: for these, the parser's time grows with the square."""
    if any(part.count(".") > _MAX_DOTS for part in re.split(r"[=,\n]", text)):
        raise RecursionError


def _invalid_toml(error: Exception, shown: str, text: str) -> Failure:
    reason, _, position = str(error).rpartition(" (at ")
    if str(error).startswith("Exceeds the limit"):  # what int() says, without a position
        reason, position = "an integer has too many digits", ""
    numbers = [int(number) for number in re.findall(r"[0-9]{1,9}", position)]
    line, column = numbers if len(numbers) == 2 else (text.count("\n") + 1, 1)
    reason = reason[:1].lower() + reason[1:] if reason else "nested too deeply"
    hint = "fix the syntax; strings need quotes and lists need brackets"
    return Failure(f"invalid TOML: {reason}", USAGE, hint, Location(shown, line, column))


class _Table(NamedTuple):
    """The table of one file, with the text of the file for the locations of its keys."""

    shown: str
    text: str
    values: Mapping[str, Any]

    def configuration(self, folder: str) -> Configuration:
        """Return the values, after validation; paths are relative to a folder.

        Raises Failure for the first invalid value.
        """
        given: dict[str, str | Sequence[str]] = {}
        for name, value in self.values.items():
            option = CONFIGURABLE.get(name)
            if option is None:
                raise self._unknown(name)
            if name != "variables":
                given[name] = self._strings(option, value)
        if "manifest" in given:
            given["manifest"] = [self._path(path, folder) for path in given["manifest"]]
        return Configuration(self.shown, given, self._variables(self.values.get("variables", {})))

    def _strings(self, option: Option, value: Any) -> str | list[str]:
        """Return the value of an option with the type that it has on the command line."""
        is_list = option.type in (LIST, NAMES)
        if not isinstance(value, list if is_list else str):
            example = [value] if isinstance(value, str) else list(option.choices[:1]) or ["..."]
            hint = f"use {option.name} = {example if is_list else example[0]!r}".replace("'", '"')
            expected = "a list of strings" if is_list else "a string"
            raise self.failure((option.name,), f"{option.name} must be {expected}, not {_type(value)}", hint)
        for item in value:
            if not isinstance(item, str):
                message = f"{option.name} must be a list of strings, but contains {_type(item)}"
                raise self.failure((option.name,), message, "put quotes around each string")
        try:
            parse([option], {option.name: value}, _PLAIN_LABEL)
        except Failure as failure:
            raise self.failure((option.name,), failure.message, failure.hint) from None
        return value

    def _path(self, path: str, folder: str) -> str:
        is_outside = os.path.isabs(path) or os.path.normpath(path).startswith("..")
        if not path or is_outside or path == STDIN or path.startswith("arn:"):
            message = f'invalid path in manifest: "{path}"'
            raise self.failure(("manifest",), message, f"use paths, globs or folders in the folder of {FILE}")
        return os.path.normpath(os.path.join(folder, path))

    def _variables(self, values: Any) -> dict[str, str]:
        if not isinstance(values, dict):
            raise self.failure(
                ("variables",), f"variables must be a table, not {_type(values)}", 'use variables = {NAME = "value"}'
            )
        for name, value in values.items():
            if not variables.is_name(name):
                message = f'variables: invalid variable name "{name}"'
                raise self.failure(("variables", name), message, VARIABLE_NAME_HINT)
            if not isinstance(value, str):
                message = f"variable {name} must be a string, not {_type(value)}"
                raise self.failure(("variables", name), message, f'use {name} = "{value}"')
        return values

    def _unknown(self, name: str) -> Failure:
        known = {option.name: option for option in (*COMMAND_OPTIONS, *OPTIONS)}.get(name)
        if known is None:
            near = closest_match(name, CONFIGURABLE)
            hint = f"did you mean {near}?" if near else f"use one of {', '.join(CONFIGURABLE)}"
            return self.failure((name,), f"unknown key {name}", hint)
        use_input = f" or the input {name}" if known.is_input and known in OPTIONS else ""
        return self.failure((name,), f"{name} can't be set in {FILE}", f"use the option --{name}{use_input}")

    def failure(self, keys: tuple[str, ...], message: str, hint: str) -> Failure:
        """Return a failure at the location of a key."""
        return Failure(message, USAGE, hint, self._location(keys))

    def _location(self, keys: tuple[str, ...]) -> Location:
        """Return the location of a key, or of the line that contains its table.

        The parser of the standard library has no locations. Headers and keys are one per line, so this finds all but
        those in tables that are written on one line.
        """
        sought = ["tool", TABLE, *keys]
        best, location = 0, Location(self.shown, 1, 1)
        header: list[str] = []
        for number, line in enumerate(self.text.splitlines(), 1):
            stripped = line.strip()
            if stripped.startswith("["):
                path = header = _parts(stripped.strip("[").partition("]")[0])
            else:
                path = [*header, *_parts(stripped.partition("=")[0])]
            common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(path, sought, strict=False))))
            if common > best:
                best, location = common, Location(self.shown, number, len(line) - len(line.lstrip()) + 1)
        return location


def _parts(key: str) -> list[str]:
    return [part.strip(" \t\"'") for part in key.split(".")]


def _type(value: Any) -> str:
    return _TYPES.get(type(value), "a date or time")
