"""Finds the field that a misspelt or misplaced key was meant to be, so that one mistake has one finding."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from . import nodes, rehearsal, schema
from .foreign import has_envelope
from .nodes import Entry
from .paths import ROOT
from .suggestions import closest_field, quoted

# The names of the objects on the way to a field.
Path = tuple[str, ...]

# Objects between a misplaced field and the one that it belongs to.
_MAX_DISTANCE = 3
# Of more objects that have a field of the same name, none is likely to be meant.
_MAX_TARGETS = 2
# A file with more unknown keys than this is not a manifest with mistakes.
_MAX_COMPARED = 200
_MAX_LISTED = 4
_TOP = "the top level of the manifest"


class Correction(NamedTuple):
    """A key with a mistake: message and hint."""

    key: Any
    message: str
    hint: str


class Fields(NamedTuple):
    """The entries of an object, what was corrected, and whether it is clear where each field belongs."""

    entries: list[Entry]
    corrections: list[Correction]
    is_known: bool


class FieldNames:
    """Corrects the keys of a manifest's objects, from the outer objects to the inner ones."""

    def __init__(self) -> None:
        """Begin with nothing reported."""
        self.compared = 0
        self.has_other_case = False
        self.reported: set[int] = set()
        # The entries of the objects and lists in which every key is a field: nothing is wrong with them.
        self._clean: dict[int, list[Any]] = {}

    def correct(self, entries: list[Entry], node_schema: schema.Node, name: str) -> Fields:
        """The fields that an object was meant to have, and what was corrected.

        `name` is the object's. Keys that are like no field are left, and those whose field exists.
        """
        if id(entries) not in self._clean:
            seen: dict[int, list[Any]] = {}
            if nodes.are_fields(entries, node_schema, seen):
                self._clean.update(seen)
        is_request = name != ROOT or has_envelope(nodes.key_texts(entries))
        if id(entries) in self._clean or not node_schema.get("properties") or not is_request:
            return Fields(entries, [], True)
        fields = _Object(entries, node_schema, name, self)
        fields.pull_up()
        fields.unwrap()
        fields.correct_case()
        fields.push_down_and_respell()
        return Fields(fields.entries, fields.corrections, fields.is_known)


class _Object:
    """One object: its entries, corrected step by step."""

    def __init__(self, entries: list[Entry], node_schema: schema.Node, name: str, state: FieldNames) -> None:
        self.entries, self.schema, self.name, self.state = entries, node_schema, name, state
        self.fields = {nodes.plain(field): field for field in node_schema["properties"]}
        self.present = {field for field in nodes.key_texts(entries) if field in node_schema["properties"]}
        self.corrections: list[Correction] = []
        self.is_known = True

    def pull_up(self) -> None:
        """Add the fields that are in an object below, but belong here."""
        missing = {plain for plain, field in self.fields.items() if field not in self.present}
        strays: dict[str, list[Any]] = {}
        entries: list[Entry] = []
        added: list[Entry] = []
        for key, value in self.entries:
            child = schema.child(self.schema, nodes.key_text(key) or "")
            stripped, found = _without(value, child, missing, str(nodes.key_text(key)), _MAX_DISTANCE)
            entries.append((key, stripped))
            for stray, inner, parent in found:
                field = self.fields[nodes.plain(stray.value)]
                if field not in self.present:
                    self.present.add(field)
                    added.append((nodes.key(field, stray), inner))
                strays.setdefault(parent, []).append(stray)
        self.entries = entries + added
        for parent, keys in strays.items():
            self._report(keys, parent, f"move {_it(keys)} to {_TOP if self.name == ROOT else self.name}")

    def unwrap(self) -> None:
        """Replace an unknown object that contains fields of this one by its entries."""
        for key, value in self.entries:
            name = nodes.key_text(key)
            inner = (
                nodes.key_texts(value.value)
                if name and nodes.plain(name) not in self.fields and value.id == "mapping"
                else []
            )
            known = {self.fields[nodes.plain(field)] for field in inner if nodes.plain(field) in self.fields}
            if len(known) > len(inner) / 2 and self.present.isdisjoint(known):
                # The other fields of a wrapper are not those of a request.
                others = [entry for entry in self.entries if nodes.key_text(entry[0]) in self.present]
                self.entries = [*others, *value.value]
                self.present.update(field for field in inner if field in known)
                self._report([key], self.name, f"move its fields to {self.name}, one level up")
                return

    def correct_case(self) -> None:
        """Rename keys that differ from a field only in case, underscores or hyphens; one finding if all keys do."""
        names = [(key, self.fields.get(nodes.plain(nodes.key_text(key) or ""))) for key, _ in self.entries]
        wrong = {id(key): field for key, field in names if field and field not in self.present}
        if len(wrong) > 1 and not self.present:
            keys = [key for key, _ in names if id(key) in wrong]
            self._report_case(keys, list(wrong.values()))
        entries = []
        for key, value in self.entries:
            field = wrong.get(id(key))
            if field and field not in self.present:
                self.present.add(field)
                if not self.state.has_other_case:
                    self._report([key], self.name, f"did you mean {field}?")
                key = nodes.key(field, key)
            entries.append((key, value))
        self.entries = entries

    def push_down_and_respell(self) -> None:
        """Move fields that belong in an object below, and rename keys that are misspelt."""
        targets: dict[int, tuple[Path, ...]] = {}
        for key, _ in self.entries:
            name = nodes.key_text(key)
            if name is not None and nodes.plain(name) not in self.fields and self.state.compared < _MAX_COMPARED:
                self.state.compared += 1
                targets[id(key)] = _below(name, self.schema, self.entries)
        moved: dict[tuple[Path, ...], list[Entry]] = {}
        for key, value in self.entries:
            if targets.get(id(key)):
                moved.setdefault(targets[id(key)], []).append((key, value))
        moved = {paths: fields for paths, fields in moved.items() if self._is_plausible(paths, len(fields))}
        gone = {id(key) for fields in moved.values() for key, _ in fields}
        self.entries = [
            (self._respelt(key, value) or key if id(key) in targets else key, value)
            for key, value in self.entries
            if id(key) not in gone
        ]
        for paths, fields in moved.items():
            keys = [key for key, _ in fields]
            targets_shown = " or ".join(dict.fromkeys(path[-1] for path in paths))
            self._report(keys, self.name, f"move {_it(keys)} to {targets_shown}")
            self.is_known = self.is_known and len(paths) == 1
            if len(paths) == 1:
                self.entries = _inserted(self.entries, paths[0][0], fields, self.schema)

    def _is_plausible(self, paths: tuple[Path, ...], count: int) -> bool:
        """Whether fields belong to one of these objects: several fields are more likely to belong to a distant one."""
        exists = any(path[0] in self.present for path in paths)
        return len(paths) <= _MAX_TARGETS and (exists or len(paths[0]) == 1 or count > 1)

    def _respelt(self, key: Any, value: Any) -> Any:
        """The key of the field that a key is a misspelling of; None if there is none, or if it exists."""
        field = closest_field(key.value, tuple(self.schema["properties"]))
        if field is None or field in self.present or not _fits(value, schema.child(self.schema, field)):
            return None
        self.present.add(field)
        self._report([key], self.name, f"did you mean {field}?")
        return nodes.key(field, key)

    def _report_case(self, keys: list[Any], fields: list[str]) -> None:
        """Report that an object is written in another case, and not its inner objects, which are as well."""
        if not self.state.has_other_case:
            listed = ", ".join(fields[:_MAX_LISTED])
            # AWS's names, and no others, begin with a capital.
            is_request = fields[0][0].isupper()
            self._report(keys, self.name, f"use AWS's field names: {listed}" if is_request else f"use {listed}")
            self.state.has_other_case = is_request

    def _report(self, keys: list[Any], parent: str, hint: str) -> None:
        """Add one correction for keys with the same mistake, unless an outer object has reported them."""
        new = [key for key in keys if id(key) not in self.state.reported]
        if new:
            self.state.reported.update(map(id, new))
            shown = ", ".join(quoted(key.value) for key in new[:_MAX_LISTED]) + ", …" * (len(new) > _MAX_LISTED)
            message = f"unknown field{'s' * (len(new) > 1)} {shown} in {parent}"
            self.corrections.append(Correction(new[0], message, hint))


def _without(
    value: Any, node_schema: schema.Node, missing: set[str], name: str, distance: int
) -> tuple[Any, list[tuple[Any, Any, str]]]:
    """A value without the unknown fields in it that are missing above: the value, and key, value and parent of each."""
    strays: list[tuple[Any, Any, str]] = []
    if value.id == "sequence" and node_schema.get("type") == "array":
        items = []
        for index, item in enumerate(value.value):
            stripped, found = _without(item, schema.child(node_schema, 0), missing, f"{name}[{index}]", distance)
            items.append(stripped)
            strays += found
        return (nodes.sequence(value, items) if strays else value), strays
    known = node_schema.get("properties", {}) if value.id == "mapping" and distance else {}
    missing = missing - {nodes.plain(field) for field in known} if known else set()
    if not missing:
        return value, strays
    entries = []
    for key, inner in value.value:
        field = nodes.key_text(key) or ""
        if nodes.plain(field) in missing and field not in known and not _below(field, node_schema, value.value):
            strays.append((key, inner, name))
            continue
        stripped, found = _without(inner, schema.child(node_schema, field), missing, field, distance - 1)
        strays += found
        entries.append((key, stripped))
    return (nodes.mapping(value, entries) if strays else value), strays


def _below(name: str, node_schema: schema.Node, entries: list[Entry]) -> tuple[Path, ...]:
    """The ways to each field of this name at the nearest level below, through objects that exist if there are any."""
    level: list[tuple[Path, schema.Node]] = [((), node_schema)]
    for _ in range(_MAX_DISTANCE):
        level = [
            ((*path, field), _item(schema.child(node, field))) for path, node in level for field in node["properties"]
        ]
        level = [(path, node) for path, node in level if "properties" in node]
        found = [path for path, node in level if nodes.plain(name) in map(nodes.plain, node["properties"])]
        if any(name in schema.field_names(kind) for kind in schema.kinds()):
            # In this spelling, a field of the request: Image, not the block's image.
            found = [path for path in found if path[0] != rehearsal.BLOCK]
        if found:
            present = [path for path in found if path[0] in nodes.key_texts(entries)]
            return tuple(present or [path for path in found if _is_creatable(path[0], node_schema)])
    return ()


def _is_creatable(field: str, node_schema: schema.Node) -> bool:
    """Whether an object that does not exist is likely to be the one that a field was meant for."""
    if field == rehearsal.BLOCK:  # its names are common ones: image, model, input
        return False
    return field in node_schema.get("required", ()) or schema.child(node_schema, field).get("type") != "array"


def _item(node_schema: schema.Node) -> schema.Node:
    """The schema of a list's entries; of anything else, its own."""
    return schema.child(node_schema, 0) if node_schema.get("type") == "array" else node_schema


def _inserted(entries: list[Entry], field: str, added: list[Entry], node_schema: schema.Node) -> list[Entry]:
    """The entries with further ones in the object of a field, which is created if it does not exist."""
    first, last = added[0][0], added[-1][1]
    for index, (key, value) in enumerate(entries):
        if nodes.key_text(key) == field:
            return [*entries[:index], (key, nodes.extended(value, added)), *entries[index + 1 :]]
    node = yaml.MappingNode("", added, first.start_mark, last.end_mark)
    if schema.child(node_schema, field).get("type") == "array":
        node = yaml.SequenceNode("", [node], first.start_mark, last.end_mark)  # type: ignore[assignment] # either
    return [*entries, (nodes.key(field, first), node)]


def _fits(value: Any, node_schema: schema.Node) -> bool:
    """Whether a value can be that of a field, if its own mistakes are corrected."""
    has_fields = "properties" in _item(node_schema) or "additionalProperties" in node_schema
    if value.id == "scalar":
        return not has_fields or not value.value
    return has_fields or (value.id == "sequence" and node_schema.get("type") == "array")


def _it(keys: list[Any]) -> str:
    return "it" if len(keys) == 1 else "them"
