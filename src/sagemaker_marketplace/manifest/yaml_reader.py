"""Text of a manifest -> PyYAML's composed nodes, once it is sure that composing them is harmless."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

_PAIR = r"((?<!\\)(?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})"
_MARK = b"\xef\xbb\xbf"
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_NODES = 20_000
MAX_ALIASES = 20


class Refusal(Exception):
    """Why a text can't be read: rule name, message, hint, and the place (line and column from 1)."""

    def __init__(self, rule: str, message: str, hint: str, line: int = 1, column: int = 1) -> None:
        """Keep the parts."""
        super().__init__(message)
        self.rule, self.message, self.hint, self.line, self.column = rule, message, hint, line, column


@dataclass(frozen=True)
class Tree:
    """A composed root node and the text's lines."""

    root: Any
    lines: tuple[str, ...]


# PyYAML has its C extension where libyaml was there when it was built.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc] # one of two classes
    """A loader that does not guess what a scalar means: the schema says that later."""

    def resolve(self, _kind: type, _value: str, _implicit: object) -> str:
        return ""

    def descend_resolver(self, _parent: object, _index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


def read_text(content: bytes) -> str:
    """Decode a file's bytes.

    Raises Refusal when they are too many, empty or no UTF-8.
    """
    if len(content) > MAX_BYTES:
        raise Refusal(
            "manifest-size",
            f"the file has {len(content):,} bytes, the most that is read is {MAX_BYTES:,}",
            "move large parts into files of their own and name them with $file",
        )
    try:
        content = content.removeprefix(_MARK)
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        raise Refusal(
            "manifest-encoding",
            f"byte 0x{content[error.start]:02x} is no UTF-8",
            "save the file as UTF-8",
            *_position(before),
        ) from None
    if not text.strip():
        raise Refusal(
            "manifest-empty", "the file is empty", "sagemaker-marketplace init writes a manifest to start from"
        )
    return text


def compose(text: str) -> Tree:
    """Compose one YAML document.

    Raises Refusal for anything a manifest may not hold: bad syntax, several documents, tags, too many aliases, nodes
    or levels. All of that is counted on the flat stream of events first: composing recurses in C and would crash on
    deep nesting.
    """
    try:
        read = _with_whole_characters(text)
        _guard(read)
        return Tree(_Loader(read).get_single_node(), split_lines(text))
    except yaml.YAMLError as error:
        raise _syntax(error, text) from None


def split_lines(text: str) -> tuple[str, ...]:
    """Split where YAML 1.1 sees line breaks, so that the parser's line numbers fit."""
    for other in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(other, "\n")
    return tuple(text.split("\n"))


def _with_whole_characters(text: str) -> str:
    """JSON's pairs of escapes for characters beyond U+FFFF as the one escape YAML has for them."""
    if "\\ud" not in text.lower() or not text.lstrip().startswith(("{", "[")):
        return text

    def whole(match: re.Match[str]) -> str:
        code = 0x10000 + ((int(match[2], 16) - 0xD800) << 10) + int(match[3], 16) - 0xDC00
        return f"{match[1]}\\U{code:08x}"

    return re.sub(_PAIR, whole, text, flags=re.IGNORECASE)


def _guard(text: str) -> None:
    parser = _Loader(text)
    depth = nodes = aliases = documents = 0
    while parser.check_event():
        event = parser.get_event()
        kind = type(event)
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            depth -= 1
            continue
        if kind is yaml.DocumentStartEvent:
            documents += 1
        elif kind is yaml.AliasEvent:
            aliases += 1
        elif kind in (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent):
            nodes += 1
            depth += kind is not yaml.ScalarEvent
        _within(event, depth, nodes, aliases, documents)


def _within(event: Any, depth: int, nodes: int, aliases: int, documents: int) -> None:
    reason = None
    if depth > MAX_DEPTH:
        reason = ("manifest-depth", f"nested deeper than {MAX_DEPTH} levels", "a SageMaker request needs about ten")
    elif nodes > MAX_NODES:
        reason = ("manifest-size", f"more than {MAX_NODES:,} values", "a manifest holds one resource; split the file")
    elif aliases > MAX_ALIASES:
        reason = ("manifest-alias", f"more than {MAX_ALIASES} aliases", "write the values out where they are used")
    elif documents > 1:
        reason = ("manifest-documents", "a second document begins", "keep one manifest a file")
    elif getattr(event, "tag", None):
        shown = event.tag.replace("tag:yaml.org,2002:", "!!")
        reason = (
            "manifest-tag",
            f"the tag {shown} has no meaning here",
            "remove it: the API's type decides how a value is read",
        )
    if reason:
        raise Refusal(*reason, event.start_mark.line + 1, event.start_mark.column + 1)


def _syntax(error: Any, text: str) -> Refusal:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        line, column = error.problem_mark.line + 1, error.problem_mark.column + 1
        lines = split_lines(text)
        source = lines[line - 1] if line <= len(lines) else ""
        problem = error.problem or "something is wrong"
        if error.context:
            problem = f"{error.context} {problem}"
        return Refusal("manifest-syntax", f"this is no YAML: {problem}", _syntax_hint(source, column), line, column)
    line, column, character = _unprintable(text)
    return Refusal(
        "manifest-syntax", f"the character U+{ord(character):04X} is not allowed in YAML", "remove it", line, column
    )


def _syntax_hint(source: str, column: int) -> str:
    if "\t" in source[:column]:
        return "YAML does not take tabs for indentation: use spaces"
    if source[column - 1 : column] in ("@", "`", "%"):
        return "quote a value that begins with this character"
    return "look at the indentation, quotes and brackets up to here"


def _unprintable(text: str) -> tuple[int, int, str]:
    for index, character in enumerate(text):
        if not character.isprintable() and character not in "\t\n\r\x85\u2028\u2029\xa0":
            return (*_position(text[:index]), character)
    return 1, 1, text[0]


def _position(before: str) -> tuple[int, int]:
    lines = split_lines(before)
    return len(lines), len(lines[-1]) + 1
