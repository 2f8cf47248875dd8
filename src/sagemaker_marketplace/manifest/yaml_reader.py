"""Text of a manifest → PyYAML's nodes, after limits have been checked that make composing them safe."""

from __future__ import annotations

import codecs
import re
from typing import Any

import yaml

from . import other_languages, yaml_errors

_SURROGATE_PAIR = r"((?<!\\)(?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})"
_SURROGATE = re.compile("[\ud800-\udfff]")
_BEYOND_UNICODE = r"\\U(?!000|0010)"
_INVALID_ESCAPE = ("invalid YAML: invalid Unicode escape", "write the character itself")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_ENCODING_HINT = "save the file as UTF-8; in PowerShell: Get-Content FILE | Set-Content -Encoding utf8 NEW-FILE"
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_NODES = 20_000
DEPTH_HINT = "reduce the nesting; a SageMaker request needs about ten levels"


class UnreadableManifest(Exception):
    """A file that can't be read as YAML: rule, message, hint, and the line and column (from 1)."""

    def __init__(self, rule: str, message: str, hint: str, line: int = 1, column: int = 1) -> None:
        """Keep the parts."""
        super().__init__(message)
        self.rule, self.message, self.hint, self.line, self.column = rule, message, hint, line, column


class _Untyped:
    """Keeps a loader from guessing types: the schema decides on them."""

    def resolve(self, _kind: type, _value: str, _implicit: object) -> str:
        return ""

    def descend_resolver(self, _parent: object, _index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


class _PythonLoader(_Untyped, yaml.SafeLoader):
    pass


# PyYAML has its C extension where libyaml was present when it was built.
class _Loader(_Untyped, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # one of two classes
    pass


def read_text(content: bytes) -> str:
    """Decode a file's bytes.

    Raises UnreadableManifest when they are too many, empty or not UTF-8.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableManifest(
            "manifest-size",
            f"the file is too large ({len(content):,} bytes, maximum {MAX_BYTES:,})",
            "move large parts into separate files and insert them with $file",
        )
    encoding = _other_encoding(content[:4])
    if encoding:
        raise UnreadableManifest("manifest-encoding", f"the file is {encoding}, not UTF-8", _ENCODING_HINT)
    content = content.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line, column = _end_of(content[: error.start].decode("utf-8", "replace"))
        message = f"invalid UTF-8: byte 0x{content[error.start]:02x}"
        raise UnreadableManifest("manifest-encoding", message, "save the file as UTF-8", line, column) from None
    if not text.strip():
        hint = "create a manifest with sagemaker-marketplace init"
        raise UnreadableManifest("manifest-empty", "the file is empty", hint)
    return text


def _other_encoding(start: bytes) -> str:
    """The encoding of a file by its first four bytes: a byte order mark, or ASCII characters with zeros between."""
    if start in _UTF_32 or start.count(0) == 3:
        return "UTF-32"
    return "UTF-16" if start.startswith(_UTF_16) or start.count(0) == 2 else ""


def compose(text: str) -> Any:
    """The root node of one YAML document; None if it holds only comments.

    Raises UnreadableManifest for anything that a file must not contain: invalid syntax, several documents, too many
    values or levels. All of that is counted on the flat stream of events first: composing recurses in C and would
    crash on deep nesting.
    """
    text = _join_surrogate_pairs(text)
    try:
        root = _compose(text, _Loader)
    except (yaml.YAMLError, ValueError):
        pass
    else:
        if root is not None and root.id == "scalar":
            _refuse_other_languages(split_lines(text))
        return root
    # libyaml words and locates errors differently, so those of the parser in Python are reported, whichever was used.
    try:
        _compose(text, _PythonLoader)
    except yaml.MarkedYAMLError as error:
        line, column = error.problem_mark.line + 1, error.problem_mark.column + 1  # type: ignore[union-attr] # all have it
        lines = split_lines(text)
        _refuse_other_languages(lines[:line])
        source = lines[line - 1] if line <= len(lines) else ""
        message, hint = yaml_errors.describe(str(error.problem), source, column)
        raise UnreadableManifest("manifest-syntax", f"invalid YAML: {message}", hint, line, column) from None
    except yaml.YAMLError:
        raise _unprintable(text) from None
    except ValueError:
        before = text[: re.search(_BEYOND_UNICODE, text).start()]  # type: ignore[union-attr] # nothing else raises it
        raise UnreadableManifest("manifest-syntax", *_INVALID_ESCAPE, *_end_of(before)) from None
    raise UnreadableManifest("manifest-syntax", "invalid YAML", "check the indentation, quotes and brackets")


def split_lines(text: str) -> tuple[str, ...]:
    """Split at the line breaks of YAML 1.1, so that the parser's line numbers fit."""
    for line_break in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(line_break, "\n")
    return tuple(text.split("\n"))


def _refuse_other_languages(lines: tuple[str, ...]) -> None:
    found = other_languages.recognize(lines)
    if found:
        raise UnreadableManifest("manifest-syntax", found.message, found.hint, found.line, found.column)


def _compose(text: str, loader: Any) -> Any:
    _check_limits(loader(text))
    return loader(text).get_single_node()


def _join_surrogate_pairs(text: str) -> str:
    """Replace JSON's two escapes for a character beyond U+FFFF by the single escape that YAML has for it."""
    if "\\ud" not in text.lower() or not text.lstrip().startswith(("{", "[")):
        return text

    def joined(match: re.Match[str]) -> str:
        code = 0x10000 + ((int(match[2], 16) - 0xD800) << 10) + int(match[3], 16) - 0xDC00
        return f"{match[1]}\\U{code:08x}"

    return re.sub(_SURROGATE_PAIR, joined, text, flags=re.IGNORECASE)


def _check_limits(parser: Any) -> None:
    depth = nodes = documents = 0
    while parser.check_event():
        event = parser.get_event()
        kind = type(event)
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            depth -= 1
            continue
        if kind is yaml.DocumentStartEvent:
            documents += 1
        elif kind in (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent):
            nodes += 1
            depth += kind is not yaml.ScalarEvent
        problem = _limit_exceeded(depth, nodes, documents) or _unsupported(event)
        if problem:
            raise UnreadableManifest(*problem, event.start_mark.line + 1, event.start_mark.column + 1)


def _limit_exceeded(depth: int, nodes: int, documents: int) -> tuple[str, str, str] | None:
    if depth > MAX_DEPTH:
        return "manifest-depth", f"nested deeper than {MAX_DEPTH} levels", DEPTH_HINT
    if nodes > MAX_NODES:
        return "manifest-size", f"more than {MAX_NODES:,} values", "use one manifest per resource"
    if documents > 1:
        return "manifest-documents", "multiple YAML documents are not supported", "use one manifest per file"
    return None


def _unsupported(event: Any) -> tuple[str, str, str] | None:
    # libyaml refuses the escape of half a character, the parser in Python does not.
    if type(event) is yaml.ScalarEvent and not event.value.isascii() and _SURROGATE.search(event.value):
        return "manifest-syntax", *_INVALID_ESCAPE
    return None


def _unprintable(text: str) -> UnreadableManifest:
    index = next(
        (
            index
            for index, character in enumerate(text)
            if not character.isprintable() and character not in "\t\n\r\x85\u2028\u2029\xa0"
        ),
        0,
    )
    message = f"invalid YAML: character U+{ord(text[index]):04X} is not allowed"
    return UnreadableManifest("manifest-syntax", message, "remove it", *_end_of(text[:index]))


def _end_of(before: str) -> tuple[int, int]:
    lines = split_lines(before)
    return len(lines), len(lines[-1]) + 1
