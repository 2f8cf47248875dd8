"""Reads composed YAML nodes: each scalar as the type of its field, with the location of each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from . import field_types, fixes, foreign, other_languages, placeholders, scalars, schema, variables, yaml_reader
from .document import Document
from .field_names import FieldNames
from .findings import ERROR, USAGE, Edit, Failure, Finding, Location
from .paths import Path, field_name

Read = Callable[[str, str], tuple[str, bytes]]

FILE_KEY = "$file"
_MAX_FILES = 20
_MAX_CHARACTERS = 10 * yaml_reader.MAX_BYTES
# Inside a value of the wrong type, they follow from it.
_RULES_OF_VALUES = ("unknown-variable", placeholders.RULE)


class _LimitExceeded(Exception):
    """The document exceeds a limit; the finding has been added."""


class NodeReader:
    """Fills a document while walking over composed nodes."""

    def __init__(self, document: Document, read: Read, values: Mapping[str, str] | None) -> None:
        """`values` are the variables; without any, the file is literal data."""
        self.document, self.read, self.variables = document, read, values
        self.nodes = self.characters = self.files = 0
        self.aborted = False
        self.open_nodes: set[int] = set()
        self.open_files = [document.file]
        self.field_names = FieldNames()
        self.has_quoted_keys = False
        self.request_path: Path | None = None
        self.request_schema: schema.Node = {}

    def compose(self, shown: str, content: bytes) -> Any:
        """The root node of a file; None, and a finding, if it can't be read."""
        try:
            text = yaml_reader.read_text(content)
            self.document.sources[shown] = yaml_reader.split_lines(text)
            root = yaml_reader.compose(text)
            if root is None:
                message = "the file contains only comments"
                raise yaml_reader.UnreadableManifest("manifest-empty", message, "add kind, region and spec")
        except yaml_reader.UnreadableManifest as error:
            location = Location(shown, error.line, error.column)
            hint = error.hint.replace("FILE", shown) if error.hint == other_languages.CONVERT else error.hint
            self.document.findings.append(Finding((), location, ERROR, error.rule, error.message, hint))
            return None
        return root

    def tree(self, root: Any, node_schema: schema.Node, shown: str) -> Any:
        """The data of a root node; None if it exceeds a limit."""
        try:
            return self._value(root, node_schema, (), shown, 0)
        except _LimitExceeded:
            self.aborted = True
            return None

    def refuse(
        self, rule: str, path: Path, file: str, node: Any, message: str, hint: str, fix: fixes.Fix | None = None
    ) -> None:
        """Add an error at a node."""
        self.document.reported_paths.add(path)
        edit = fixes.edit_for(self.document, fix)
        self._report(rule, path, _start(file, node), _end(file, node), message, hint, edit)

    def _report(
        self, rule: str, path: Path, start: Location, end: Location, message: str, hint: str, edit: Edit | None = None
    ) -> None:
        """Add an error; what the value was meant to be is read on, unless its path is marked as reported, too."""
        visible_end = self.document.visible_end(start, end)
        self.document.findings.append(Finding(path, start, ERROR, rule, message, hint, (), edit, visible_end))

    def _value(self, node: Any, node_schema: schema.Node, path: Path, file: str, depth: int) -> Any:
        self.document.values[path] = _start(file, node)
        self.document.ends[path] = _end(file, node)
        self.nodes += 1
        self.characters += len(node.value) if node.id == "scalar" else 0
        exceeded = self._limit_exceeded(node, depth)
        if exceeded:
            rule, message, hint = exceeded
            self.refuse(rule, path, file, node, message, hint)
            raise _LimitExceeded
        if node.tag:
            return self._tagged(node, path, file, depth)
        return self._content(node, self.request_schema if path == self.request_path else node_schema, path, file, depth)

    def _tagged(self, node: Any, path: Path, file: str, depth: int) -> Any:
        """The value of a node with a tag: in a literal file, the JSON form of a function of CloudFormation."""
        function = foreign.long_function(node.tag)
        if function and self.variables is None:
            return {function: self._content(node, {}, path, file, depth)}
        self._refuse_tag(node, path, file)
        return node.value if node.id == "scalar" else self._content(node, {}, path, file, depth)

    def _refuse_tag(self, node: Any, path: Path, file: str) -> None:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        hint = "remove the tag: the field's type in the API decides how a value is read"
        if foreign.long_function(node.tag):
            hint = "write the value, or ${NAME} for a variable that you set with `variables` / --var"
        self.refuse("manifest-tag", path, file, node, f"YAML tags are not supported: {tag}", hint)

    def _content(self, node: Any, node_schema: schema.Node, path: Path, file: str, depth: int) -> Any:
        if node.id == "scalar":
            return self._scalar(node, node_schema, path, file)
        placeholder = placeholders.in_collection(node, node_schema)
        if placeholder:
            if self.variables is not None:
                self.refuse(placeholders.RULE, path, file, node, *placeholders.message_and_hint(placeholder))
            return placeholder
        skips = self.variables is None or path == () or _is_file(node)
        mismatch = None if skips else field_types.mismatch(node, node_schema)
        if mismatch:
            return self._mismatched(mismatch, node, node_schema, path, file, depth)
        return self._collection(node, node_schema, path, file, depth)

    def _mismatched(
        self, mismatch: field_types.Mismatch, node: Any, node_schema: schema.Node, path: Path, file: str, depth: int
    ) -> Any:
        """Report a list or object where another type belongs; the value is the intended one, if that is clear."""
        message = f"{field_name(path)} {mismatch.message}"
        start = self.document.keys.get(path, _start(file, node))
        end = self.document.key_ends.get(path, _end(file, node))
        self._report("invalid-type", path, start, end, message, mismatch.hint)
        if mismatch.intended is not None:
            if isinstance(path[-1], int):
                self.document.reported_paths.add(path)
            return self._value(mismatch.intended, node_schema, path, file, depth)
        self.document.reported_paths.add(path)
        reported = len(self.document.findings)
        data = self._collection(node, {}, path, file, depth)
        found = self.document.findings[reported:]
        self.document.findings[reported:] = [finding for finding in found if finding.rule not in _RULES_OF_VALUES]
        return data

    def _collection(self, node: Any, node_schema: schema.Node, path: Path, file: str, depth: int) -> Any:
        self.open_nodes.add(id(node))
        try:
            if node.id == "sequence":
                return self._list(node, node_schema, path, file, depth)
            return self._object(node, node_schema, path, file, depth)
        finally:
            self.open_nodes.discard(id(node))

    def _limit_exceeded(self, node: Any, depth: int) -> tuple[str, str, str] | None:
        if id(node) in self.open_nodes:
            return "manifest-alias", "an alias refers to a value that contains it", "repeat the value instead"
        if depth > yaml_reader.MAX_DEPTH:
            message = f"nested deeper than {yaml_reader.MAX_DEPTH} levels"
            return "manifest-depth", message, yaml_reader.DEPTH_HINT
        limits = ((self.nodes, yaml_reader.MAX_NODES, "values"), (self.characters, _MAX_CHARACTERS, "characters"))
        for number, limit, what in limits:
            if number > limit:
                hint = "remove aliases or $file: each use counts in full"
                return "manifest-size", f"more than {limit:,} {what}", hint
        return None

    def _scalar(self, node: Any, node_schema: schema.Node, path: Path, file: str) -> Any:
        text = node.value
        if self._refuse_comment(node, path, file):
            return text
        if self.has_quoted_keys and not node.style and not scalars.is_json(text):
            if text != "None":
                message = f"{field_name(path)} is not in quotes: {text}"
                self.refuse("invalid-type", path, file, node, message, "write its value in quotes")
            return None
        if self.variables is not None:
            text, errors = variables.expand(text, self.variables)
            for message, hint in errors:
                self.refuse("unknown-variable", path, file, node, message, hint)
            unfilled = placeholders.finding(text, "$$" in node.value, path, _start(file, node), node_schema)
            if unfilled and not errors:
                self.document.reported_paths.add(path)
                end = self.document.visible_end(unfilled.location, _end(file, node))
                self.document.findings.append(replace(unfilled, end=end))
            if unfilled or errors:
                return text
        is_literal = self.variables is None or path == ()
        intended = None if is_literal else field_types.text_mismatch(text, bool(node.style), node_schema)
        if intended and not scalars.is_null(text, bool(node.style)):
            return self._entries(*intended, path, file, node)
        try:
            return scalars.read(text, node.style not in ("", None), node_schema.get("type"))
        except scalars.InvalidScalar as error:
            hint = scalars.hint_without_unit(text, field_name(path)) or error.hint
            fix = ("replace", path, error.value) if error.certain and text == node.value else None
            self.refuse("invalid-type", path, file, node, f"{field_name(path)} {error.message}", hint, fix)
            if error.certain:
                self.document.reported_paths.discard(path)
            return error.value if error.certain else text

    def _entries(self, message: str, hint: str, entries: list[str], path: Path, file: str, node: Any) -> list[str]:
        """The entries of a list that was written as one string, which possibly are not those that were intended."""
        self.refuse("invalid-type", path, file, node, f"{field_name(path)} {message}", hint)
        for index in range(len(entries)):
            self.document.values[(*path, index)] = _start(file, node)
            self.document.ends[(*path, index)] = _end(file, node)
        return entries

    def _refuse_comment(self, node: Any, path: Path, file: str) -> bool:
        """Refuse a comment of JavaScript, which YAML reads as a part of the value or key after it."""
        sign = next((sign for sign in other_languages.COMMENT_SIGNS if node.value.startswith(sign)), "")
        if sign and not node.style:
            message, hint = other_languages.COMMENT
            self.refuse("manifest-syntax", path, file, node, message.format(sign), hint)
        return bool(sign and not node.style)

    def _list(self, node: Any, node_schema: schema.Node, path: Path, file: str, depth: int) -> list[Any]:
        entry = schema.child(node_schema, 0)
        return [self._value(item, entry, (*path, index), file, depth + 1) for index, item in enumerate(node.value)]

    def _object(self, node: Any, node_schema: schema.Node, path: Path, file: str, depth: int) -> Any:
        if _is_file(node):
            return self._file(node.value[0][1], node_schema, path, file, depth)
        entries = node.value
        if self.variables is not None:
            entries, corrections, is_known = self.field_names.correct(entries, node_schema, field_name(path))
            self.document.reported_paths.update([] if is_known else [path])
            for key, message, hint in corrections:
                at = (*path, key.value)
                self._report("unknown-field", at, _start(file, key), _end(file, key), message, hint)
        data: dict[str, Any] = {}
        for key, value in entries:
            name = self._key(key, data, path, file)
            if name is not None:
                self.document.keys[(*path, name)] = _start(file, key)
                self.document.key_ends[(*path, name)] = _end(file, key)
                data[name] = self._value(value, schema.child(node_schema, name), (*path, name), file, depth + 1)
        return data

    def _key(self, key: Any, data: dict[str, Any], path: Path, file: str) -> str | None:
        if key.tag:
            self._refuse_tag(key, path, file)
        elif key.id != "scalar":
            self.refuse("manifest-key", path, file, key, "a key must be a string", "write NAME: value")
        elif self._refuse_comment(key, path, file):
            pass
        elif key.value == "<<" and not key.style:
            message = "YAML merge keys (<<) are not supported"
            self.refuse("manifest-merge", path, file, key, message, "repeat the fields, or use $file")
        elif key.value in data:
            first = self.document.keys[(*path, key.value)]
            message = f'duplicate key "{key.value}", first on line {first.line}'
            self.refuse("manifest-duplicate-key", (*path, key.value), file, key, message, "remove one of the two")
        else:
            return str(key.value)
        return None

    def _file(self, node: Any, node_schema: schema.Node, path: Path, file: str, depth: int) -> Any:
        if node.id != "scalar" or path == ():
            message = "$file is not supported at the top level" if path == () else "$file must be the path of a file"
            self.refuse("file-reference", path, file, node, message, "write $file: NAME.json")
            return {}
        name = self._scalar(node, {"type": "string"}, path, file)
        if path in self.document.reported_paths:
            return {}
        try:
            shown, content = self._read_file(name, file)
        except Failure as failure:
            self.refuse("file-reference", path, file, node, failure.message, failure.hint)
            return {}
        root = self.compose(shown, content)
        if root is None:
            self.document.reported_paths.add(path)
            return {}
        self.open_files.append(shown)
        try:
            return self._value(root, node_schema, path, shown, depth + 1)
        finally:
            self.open_files.pop()

    def _read_file(self, name: str, parent: str) -> tuple[str, bytes]:
        self.files += 1
        if self.files > _MAX_FILES:
            raise Failure(f"more than {_MAX_FILES} $file references", USAGE, "put the files together")
        shown, content = self.read(name, parent)
        if shown in self.open_files:
            raise Failure(f"circular $file reference: {shown}", USAGE, "remove one of the references")
        return shown, content


def _is_file(node: Any) -> bool:
    return bool(node.id == "mapping" and len(node.value) == 1 and node.value[0][0].value == FILE_KEY)


def _start(file: str, node: Any) -> Location:
    return Location(file, node.start_mark.line + 1, node.start_mark.column + 1)


def _end(file: str, node: Any) -> Location:
    return Location(file, node.end_mark.line + 1, node.end_mark.column + 1)
