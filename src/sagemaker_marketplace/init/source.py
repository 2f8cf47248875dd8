"""Reads the file that `init --from` names: its characters, its language, and the request in it."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from ..manifest import foreign, other_languages, paths, reader, schema, yaml_reader
from ..manifest.document import Document
from ..manifest.findings import USAGE, Failure, Location
from ..manifest.node_reader import Read
from . import convert, javascript, notebook, python_code, shell, terraform, yaml_source

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE = "save the request as JSON, for example with json.dump or JSON.stringify"
_PLAN = "use the output of terraform show -json, or the ARN of the resource"
_PYTHON, _JAVASCRIPT, _SHELL, _TERRAFORM = "Python", "JavaScript", "shell", "Terraform"
_SUFFIXES = {
    **dict.fromkeys((".py", ".pyi"), _PYTHON),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".json5", ".jsonc"), _JAVASCRIPT),
    ".tf": _TERRAFORM,
    **dict.fromkeys((".sh", ".bash", ".zsh", ".ps1", ".bat", ".cmd"), _SHELL),
}
_READERS: dict[str, Callable[[str], Any]] = {
    _PYTHON: python_code.read,
    _JAVASCRIPT: javascript.read,
    _SHELL: shell.read,
    _TERRAFORM: terraform.read,
}


class Source(NamedTuple):
    """A request in a file: where it is, the file's data, the request with the API's types, and the locations."""

    request: foreign.Request
    data: Any
    value: Any
    document: Document


def load(shown: str, content: bytes, read: Read, name: str = "", kind: str = "") -> Source:
    """The request in a file.

    `read` reads the files that a command names, `name` chooses one of several requests, and `kind` is the kind that a
    part of a request is of.

    Raises Failure if no request is found, in whatever language the file is.
    """
    try:
        text = decode(content)
    except yaml_reader.UnreadableManifest as error:
        raise _failure(shown, error) from None
    first: Failure | None = None
    recognized = other_languages.recognize(yaml_reader.split_lines(text))
    is_terraform = recognized is not None and recognized.message == other_languages.TERRAFORM
    language = _language(shown) or (_TERRAFORM if is_terraform else "")
    for compose, read_file in _attempts(language, text, recognized is not None, read):
        try:
            root = compose(text)
            found = _find(_File(shown, text, root, read_file), name, kind) if root is not None else None
            if found:
                return found
        except yaml_reader.UnreadableManifest as error:
            first = first or _failure(shown, error)
        except Failure as error:
            if read_file:  # the code has a request, which can't be converted
                raise
            first = first or error
    if recognized and recognized.hint != other_languages.CONVERT:
        location = Location(shown, recognized.line, recognized.column)
        raise Failure(recognized.message, USAGE, recognized.hint, location)
    if language == _TERRAFORM:
        raise Failure(f"{shown} has no model package or algorithm that can be read", USAGE, _PLAN)
    if recognized or language or first is None:
        raise Failure(f"{shown} has no call that creates a model package or an algorithm", USAGE, _SAVE)
    raise first


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 or UTF-32 as Windows writes them, with or without a byte order mark.

    Raises UnreadableManifest for other encodings, and for a file that is empty or too large.
    """
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "")
    if not encoding and content[:2].count(0) == 1:
        encoding = "utf-16-be" if content[0] == 0 else "utf-16-le"
    if encoding and len(content) <= yaml_reader.MAX_BYTES:
        with suppress(UnicodeError):  # reported as UTF-16
            content = content.decode(encoding).encode()
    return yaml_reader.read_text(content)


def _attempts(
    language: str, text: str, is_code: bool, read: Read
) -> Iterator[tuple[Callable[[str], Any], Read | None]]:
    """The readers of languages to try in turn: that of the file's language, if it is known, YAML, then the others.

    Of JSON, what YAML's reader refuses is an error in every language. JavaScript is read with tolerance, so it is only
    tried if something in the file shows that it is not JSON with a mistake.
    """
    if language:
        yield _READERS[language], read
    elif notebook.is_notebook(text):
        yield notebook.read, read
    yield yaml_source.read, None
    if _is_json(text):
        return
    for other in (_PYTHON, _SHELL, *((_JAVASCRIPT,) if is_code and not python_code.is_python(text) else ())):
        if other != language:
            yield _READERS[other], read


def _language(shown: str) -> str:
    return next((language for suffix, language in _SUFFIXES.items() if shown.lower().endswith(suffix)), "")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _File(NamedTuple):
    """A file whose nodes have been read; `read` reads the files that it names, and is None for YAML and JSON."""

    shown: str
    text: str
    root: Any
    read: Read | None

    def data(self, request: foreign.Request | None = None) -> tuple[Any, Document]:
        """The file's data, and its locations. Raises Failure for the first problem."""
        data, document = reader.read_plain(self.shown, self.text, self.root, request, self.read)
        if document.findings:
            problem = document.findings[0]
            raise Failure(problem.message, USAGE, problem.hint, problem.location)
        return data, document


def _find(file: _File, name: str, kind: str) -> Source | None:
    """The request in a file; None if it is program code without a request."""
    data, _ = file.data()
    if file.read and not foreign.requests(data) and not foreign.part(data, schema.kinds()):
        return None
    found = convert.find_request(data, file.shown, name, kind)
    typed, document = file.data(found)
    return Source(found, data, next(value for _, value in paths.matches(typed, found.path)), document)


def _failure(shown: str, error: yaml_reader.UnreadableManifest) -> Failure:
    return Failure(error.message, USAGE, error.hint, Location(shown, error.line, error.column))
