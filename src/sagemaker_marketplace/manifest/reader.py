"""Reads a manifest: text -> a document with data, places and what is wrong with either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import fixes, scalars, schema, variables, yaml_reader
from .document import Document
from .findings import ERROR, USAGE, Failure, Finding, Location
from .paths import Path

Read = Callable[[str, str], tuple[str, bytes]]

FILE_KEY = "$file"
_MAX_FILES = 20
_ABORTED = object()


def load(name: str, read: Read, values: Mapping[str, str]) -> Document:
    """Read a manifest.

    `read(name, beside)` gives the name to show and the bytes of a file, or raises Failure; `values` are the variables.
    Whatever is wrong inside the file becomes a finding; a manifest that can't be read at all has no data.
    """
    shown, content = read(name, "")
    return parse(shown, content, read, values)


def parse(shown: str, content: bytes, read: Read, values: Mapping[str, str]) -> Document:
    """Like `load`, with the bytes at hand."""
    document = Document(shown)
    walk = _Walk(document, read, values)
    root = walk.compose(shown, content)
    if root is not None:
        walk.fill(root, shown)
    return document


def read_plain(shown: str, content: bytes) -> tuple[Any, Finding | None]:
    """Read a request as literal JSON or YAML: no variables, no other files. Gives the data and the first problem.

    Members that an algorithm's or a model package's request has get the API's types.
    """
    document = Document(shown)
    walk = _Walk(document, _no_files, None)
    root = walk.compose(shown, content)
    data = None
    if root is not None:
        data = walk.tree_of(root, _request_schema(root), shown)
    return data, next(iter(document.findings), None)


def _no_files(name: str, _beside: str) -> tuple[str, bytes]:
    raise Failure(f"$file ({name}) is not read here", USAGE, "give the literal request")


def _request_schema(root: Any) -> schema.Node:
    names = {key.value for key, _ in root.value} if root.id == "mapping" else set()
    if "spec" in names:
        return schema.root(_kind_of(root))
    return schema.spec("Algorithm" if names & {"AlgorithmName", "TrainingSpecification"} else "ModelPackage")


def _kind_of(root: Any) -> str | None:
    if root.id == "mapping":
        for key, value in root.value:
            if key.value == "kind" and value.id == "scalar":
                return str(value.value)
    return None


class _Abort(Exception):
    """The document is beyond a limit; the finding is made."""


class _Walk:
    """One walk over composed nodes that fills a document."""

    def __init__(self, document: Document, read: Read, values: Mapping[str, str] | None) -> None:
        self.document, self.read, self.variables = document, read, values
        self.nodes = self.files = 0
        self.open: set[int] = set()
        self.reading = [document.file]

    def compose(self, shown: str, content: bytes) -> Any:
        try:
            text = yaml_reader.read_text(content)
            self.document.sources[shown] = yaml_reader.split_lines(text)
            composed = yaml_reader.compose(text).root
            if composed is None:
                raise yaml_reader.Refusal(
                    "manifest-empty", "the file holds only comments", "write kind, region and spec"
                )
        except yaml_reader.Refusal as refusal:
            location = Location(shown, refusal.line, refusal.column)
            self.document.findings.append(Finding((), location, ERROR, refusal.rule, refusal.message, refusal.hint))
            return None
        return composed

    def fill(self, root: Any, shown: str) -> None:
        data = self.tree_of(root, schema.root(_kind_of(root)), shown)
        if data is _ABORTED:
            return
        if isinstance(data, dict):
            self.document.data = data
        else:
            hint = "begin with kind: ModelPackage or kind: Algorithm"
            self.refuse("invalid-type", (), shown, root, "a manifest is a mapping with kind, region and spec", hint)

    def tree_of(self, root: Any, wanted: schema.Node, shown: str) -> Any:
        try:
            return self.value(root, wanted, (), shown, 0)
        except _Abort:
            return _ABORTED

    def refuse(
        self, rule: str, path: Path, file: str, node: Any, message: str, hint: str, fix: fixes.Fix | None = None
    ) -> None:
        self.document.reported_paths.add(path)
        edit = fixes.edit(self.document, fix)
        self.document.findings.append(Finding(path, _place(file, node), ERROR, rule, message, hint, (), edit))

    def value(self, node: Any, wanted: schema.Node, path: Path, file: str, depth: int) -> Any:
        self.document.values[path] = _place(file, node)
        self.document.ends[path] = Location(file, node.end_mark.line + 1, node.end_mark.column + 1)
        self.nodes += 1
        problem = self._limit(node, depth)
        if problem:
            self.refuse(problem[0], path, file, node, problem[1], problem[2])
            raise _Abort
        if node.id == "scalar":
            return self._scalar(node, wanted, path, file)
        self.open.add(id(node))
        try:
            if node.id == "sequence":
                return self._sequence(node, wanted, path, file, depth)
            return self._mapping(node, wanted, path, file, depth)
        finally:
            self.open.discard(id(node))

    def _limit(self, node: Any, depth: int) -> tuple[str, str, str] | None:
        if id(node) in self.open:
            return "manifest-alias", "an alias stands inside what it names", "write the value out"
        if depth > yaml_reader.MAX_DEPTH:
            return (
                "manifest-depth",
                f"nested deeper than {yaml_reader.MAX_DEPTH} levels",
                "a SageMaker request needs about ten",
            )
        if self.nodes > yaml_reader.MAX_NODES:
            return (
                "manifest-size",
                f"more than {yaml_reader.MAX_NODES:,} values",
                "aliases and $file count as often as they are used",
            )
        return None

    def _scalar(self, node: Any, wanted: schema.Node, path: Path, file: str) -> Any:
        failed: list[tuple[str, str]] = []
        text = node.value
        if self.variables is not None:
            text = variables.expand(text, self.variables, lambda message, hint: failed.append((message, hint)))
        for message, hint in failed:
            self.refuse("unknown-variable", path, file, node, message, hint)
        try:
            return text if failed else scalars.read(text, node.style not in ("", None), wanted.get("type"))
        except scalars.InvalidScalar as has_read_error:
            fix = ("replace", path, has_read_error.value) if has_read_error.certain and text == node.value else None
            self.refuse("invalid-type", path, file, node, has_read_error.message, has_read_error.hint, fix)
            return text

    def _sequence(self, node: Any, wanted: schema.Node, path: Path, file: str, depth: int) -> list[Any]:
        item = schema.child(wanted, 0)
        return [self.value(one, item, (*path, index), file, depth + 1) for index, one in enumerate(node.value)]

    def _mapping(self, node: Any, wanted: schema.Node, path: Path, file: str, depth: int) -> Any:
        if len(node.value) == 1 and node.value[0][0].value == FILE_KEY:
            return self._file(node.value[0][1], wanted, path, file, depth)
        data: dict[str, Any] = {}
        for key, value in node.value:
            name = self._key(key, data, path, file)
            if name is not None:
                self.document.keys[(*path, name)] = _place(file, key)
                data[name] = self.value(value, schema.child(wanted, name), (*path, name), file, depth + 1)
        return data

    def _key(self, key: Any, data: dict[str, Any], path: Path, file: str) -> str | None:
        if key.id != "scalar":
            self.refuse("manifest-key", path, file, key, "a key must be a plain word", "write NAME: value")
        elif key.value == "<<" and not key.style:
            self.refuse(
                "manifest-merge", path, file, key, "merge keys are not read", "write the members out, or use $file"
            )
        elif key.value in data:
            first = self.document.keys[(*path, key.value)]
            message = f"{key.value or chr(34) * 2} is given twice, first on line {first.line}"
            self.refuse("manifest-duplicate-key", (*path, key.value), file, key, message, "remove one of the two")
        else:
            return str(key.value)
        return None

    def _file(self, node: Any, wanted: schema.Node, path: Path, file: str, depth: int) -> Any:
        if node.id != "scalar" or path == ():
            self.refuse("file-reference", path, file, node, "$file takes the path of a file", "write $file: NAME.json")
            return {}
        self.files += 1
        try:
            if self.files > _MAX_FILES:
                raise Failure(f"more than {_MAX_FILES} files are named", USAGE, "put them together")
            name = self._scalar(node, {"type": "string"}, path, file)
            if path in self.document.reported_paths:
                return {}
            shown, content = self.read(name, file)
            if shown in self.reading:
                raise Failure(f"{shown} is named while it is read", USAGE, "do files name each other in a circle?")
        except Failure as failure:
            self.refuse("file-reference", path, file, node, failure.message, failure.hint)
            return {}
        inner = self.compose(shown, content)
        if inner is None:
            self.document.reported_paths.add(path)
            return {}
        self.reading.append(shown)
        try:
            return self.value(inner, wanted, path, shown, depth + 1)
        finally:
            self.reading.pop()


def _place(file: str, node: Any) -> Location:
    return Location(file, node.start_mark.line + 1, node.start_mark.column + 1)
