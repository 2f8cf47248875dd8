"""Reads create requests from shell scripts: `aws sagemaker create-model-package` and `create-algorithm`.

The words of the command are read as a shell splits them; it runs nothing. Variables become references.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ..manifest import foreign, schema, yaml_reader
from . import nodes, shorthand
from .nodes import Position

_COMMAND = re.compile(r"\bsagemaker[ \t]+(create-model-package|create-algorithm)(?![\w-])")
_KINDS = {"create-model-package": "ModelPackage", "create-algorithm": "Algorithm"}
_VARIABLE = re.compile(r"\$\{(?:env:)?([A-Za-z_][\w.]*)[^{}]*\}|\$(?:env:)?([A-Za-z_]\w*)|\$\(([^()]*)\)|`([^`]*)`")
# What a shell puts at the end of a line that continues: sh, PowerShell, cmd.
_CONTINUED = re.compile(r"[\\`^]\r?\n")
# Names of assignments in a script, whose values are literals.
_ASSIGNMENT = re.compile(
    r"^[ \t]*(?:export[ \t]+|set[ \t]+|\$)?([A-Za-z_]\w*)[ \t]?=[ \t]?"
    r"""(?:'([^'\n]*)'|"([^"\n$`]*)"|([\w./:@-]+))[ \t\r]*$""",
    re.MULTILINE,
)
_ASSIGNED = re.compile(r"^[ \t]*(?:export[ \t]+|set[ \t]+|\$)?([A-Za-z_]\w*)[ \t]?\+?=", re.MULTILINE)
_FILE = ("file://", "fileb://")
_INPUT = ("cli-input-json", "cli-input-yaml")
_ENDS = (";", "|", "&", ">", "<", ")")
# Options of the CLI itself. Source: AWS CLI Command Reference, global options.
_GLOBAL = (
    *("output", "profile", "query", "endpoint-url", "ca-bundle", "color", "cli-read-timeout", "cli-connect-timeout"),
    *("cli-binary-format", "generate-cli-skeleton", "debug", "no-verify-ssl", "no-paginate", "no-sign-request"),
    *("no-cli-pager", "cli-auto-prompt", "no-cli-auto-prompt"),
)


class Word(NamedTuple):
    """A word of a command: pieces of text, each with whether a shell replaces variables in it; and its position."""

    pieces: tuple[tuple[str, bool], ...]
    at: Position

    @property
    def text(self) -> str:
        """The word as it is written, without quotes."""
        return "".join(piece for piece, _ in self.pieces)


def read(text: str) -> Any:
    """The create commands of a script, as a list of calls; None if there are none."""
    assigned = Counter(_ASSIGNED.findall(text))
    values = {
        match[1]: match[2] or match[3] or match[4] or ""
        for match in _ASSIGNMENT.finditer(text)
        if assigned[match[1]] <= 1  # the value of others changes
    }
    script = _Script(text)
    calls = []
    match = _COMMAND.search(text)
    while match:
        line = script.line_before(match.start())
        script.index = match.end()
        if not line.lstrip().startswith("#"):
            words = [*_Script(line).words(), *script.words()]
            calls.append(_call(_KINDS[match[1]], words, values, script.position(match.start())))
        match = _COMMAND.search(text, script.index)
    return nodes.found(calls, {})


def _call(kind: str, words: list[Word], values: dict[str, str], at: Position) -> Any:
    options = {foreign.plain_name(name).replace("-", ""): name for name in schema.spec(kind)["properties"]}
    fields: list[tuple[Any, Any]] = []
    region = ""
    for option, arguments in _options(words):
        name = option.text.removeprefix("--")
        field = options.get(name.removeprefix("no-").replace("-", ""))
        if name == "region" and arguments:
            region = values.get(arguments[0].text.strip("${}"), arguments[0].text)
        elif name in _INPUT and arguments:
            node = _argument(arguments, {}, values)
            fields = [(nodes.string(foreign.CALL_INPUT, option.at), node), *fields]
        elif name not in _GLOBAL:
            node_schema = schema.child(schema.spec(kind), field) if field else {}
            is_flag = node_schema.get("type") == "boolean" or not arguments
            node = nodes.value(not name.startswith("no-"), option.at) if is_flag else None
            node = node or _argument(arguments, node_schema, values)
            fields.append((nodes.string(field or option.text, option.at), node))
    return nodes.call(kind, nodes.mapping(fields, at), region, at)


def _options(words: list[Word]) -> Iterator[tuple[Word, list[Word]]]:
    """Each option with the words after it."""
    option: Word | None = None
    arguments: list[Word] = []
    for word in words:
        if word.text.startswith("--"):
            if option:
                yield option, arguments
            option, arguments = word, []
            name, is_joined, _ = word.text.partition("=")
            if is_joined:
                option, arguments = Word(((name, False),), word.at), [_after(word, len(name) + 1)]
        elif option:
            arguments.append(word)
    if option:
        yield option, arguments


def _after(word: Word, length: int) -> Word:
    """A word without its first characters."""
    pieces = []
    for piece, is_expanded in word.pieces:
        pieces.append((piece[length:], is_expanded))
        length = max(0, length - len(piece))
    return Word(tuple(pieces), word.at)


def _argument(words: list[Word], node_schema: schema.Node, values: dict[str, str]) -> Any:
    """The value of an option: JSON, shorthand, the name of a file, or a string."""
    word = words[0]
    text = word.text
    file = next((text.removeprefix(prefix) for prefix in _FILE if text.startswith(prefix)), "")
    if file:
        return nodes.mapping([(nodes.string("$file", word.at), nodes.string(file, word.at))], word.at)
    is_structure = node_schema.get("type") in ("object", "array")
    if text.lstrip().startswith(("{", "[")) and (is_structure or not node_schema):
        return _json(word, values)
    if not is_structure:
        return _text(word, values)
    parsed = [_shorthand(each, values) for each in words]
    if node_schema["type"] == "object":
        return _in_lists(parsed[0], node_schema)
    lists = all(map(nodes.is_list, parsed))
    items = [item for node in parsed for item in node.value] if lists else parsed
    return _in_lists(nodes.sequence(items, word.at), node_schema)


def _json(word: Word, values: dict[str, str]) -> Any:
    """JSON in a word; variables in it become references. A word that is not JSON stays text."""
    names: dict[str, Any] = {}
    text = _marked(word, values, names)
    try:
        root = yaml_reader.compose(text)
    except yaml_reader.UnreadableManifest:
        return _text(word, values)
    return _with_references(root, names, word.at)


def _shorthand(word: Word, values: dict[str, str]) -> Any:
    names: dict[str, Any] = {}
    try:
        node = shorthand.parse(_marked(word, values, names), word.at)
    except shorthand.InvalidShorthand:
        return _text(word, values)
    return _with_references(node, names, word.at)


def _in_lists(node: Any, node_schema: schema.Node) -> Any:
    """A node in shorthand syntax in which a value that is alone in a list is in a list, as the CLI reads it."""
    if node.tag or node.id == "scalar":
        return nodes.sequence([node], nodes.position(node)) if node_schema.get("type") == "array" else node
    if node.id == "sequence":
        entry = schema.child(node_schema, 0)
        return nodes.sequence([_in_lists(item, entry) for item in node.value], nodes.position(node))
    fields = ((key, _in_lists(item, schema.child(node_schema, key.value))) for key, item in node.value)
    return nodes.mapping(fields, nodes.position(node))


def _marked(word: Word, values: dict[str, str], names: dict[str, Any]) -> str:
    """A word's text in which a mark stands for each variable; `names` gets the reference for each mark."""

    def mark(match: re.Match[str]) -> str:
        name = next(group for group in match.groups() if group is not None)
        if name in values and match[0] in (f"${name}", f"${{{name}}}"):
            return values[name]
        key = f"\ue000{len(names)}\ue001"
        names[key] = name
        return key

    return "".join(_VARIABLE.sub(mark, piece) if is_expanded else piece for piece, is_expanded in word.pieces)


def _text(word: Word, values: dict[str, str]) -> Any:
    names: dict[str, Any] = {}
    return _with_references(nodes.plain(_marked(word, values, names), word.at), names, word.at)


def _with_references(node: Any, names: dict[str, Any], at: Position) -> Any:
    """A node whose strings have references instead of marks, and all of whose parts are located at the word."""
    if node.id == "scalar":
        pieces = re.split("(\ue000[0-9]+\ue001)", node.value)
        if len(pieces) == 1:
            return nodes.string(node.value, at) if node.style else nodes.plain(node.value, at)
        parts = [nodes.reference(names[piece], at) if piece in names else nodes.string(piece, at) for piece in pieces]
        return nodes.joined(parts, at)
    if node.id == "sequence":
        return nodes.sequence([_with_references(item, names, at) for item in node.value], at)
    fields = ((nodes.string(key.value, at), _with_references(item, names, at)) for key, item in node.value)
    return nodes.mapping(fields, at)


class _Script:
    """Splits commands into words, as a shell does."""

    def __init__(self, text: str) -> None:
        self.text, self.index = text, 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(self, index: int) -> Position:
        line = bisect_right(self._starts, index) - 1
        return Position(line, index - self._starts[line])

    def line_before(self, index: int) -> str:
        return self.text[index - self.position(index).column : index]

    def words(self) -> Iterator[Word]:
        """The words from here to the end of the command."""
        while self.index < len(self.text):
            continued = _CONTINUED.match(self.text, self.index)
            character = self.text[self.index]
            if continued:
                self.index = continued.end()
            elif character in " \t":
                self.index += 1
            elif character in ("\n", "\r", "#", *_ENDS):
                return
            else:
                at = self.position(self.index)
                yield Word(tuple(_merged(self._pieces())), at)

    def _pieces(self) -> Iterator[tuple[str, bool]]:
        """The pieces of the word that begins here."""
        while self.index < len(self.text) and self.text[self.index] not in (" ", "\t", "\n", "\r", *_ENDS):
            if _CONTINUED.match(self.text, self.index):
                return
            character, begin = self.text[self.index], self.index
            self.index += 1
            if character == "'":
                yield self._until("'"), False
            elif character == '"':
                yield self._double_quoted(), True
            elif self.text.startswith("$(", begin):
                yield f"${self._until(')')})", True
            elif character == "\\":
                yield self.text[self.index : self.index + 1], False
                self.index += 1
            else:
                yield character, True

    def _until(self, sign: str) -> str:
        end = self.text.find(sign, self.index)
        end = len(self.text) if end < 0 else end
        inside, self.index = self.text[self.index : end], end + 1
        return inside

    def _double_quoted(self) -> str:
        start = self.index
        while self.index < len(self.text) and self.text[self.index] != '"':
            self.index += 2 if self.text[self.index] == "\\" else 1
        self.index += 1
        return re.sub(r'\\([\\"$`])|\\\r?\n', r"\1", self.text[start : self.index - 1])


def _merged(pieces: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    merged: list[tuple[str, bool]] = []
    for piece, is_expanded in pieces:
        if merged and merged[-1][1] == is_expanded:
            merged[-1] = (merged[-1][0] + piece, is_expanded)
        else:
            merged.append((piece, is_expanded))
    return merged
