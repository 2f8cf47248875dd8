"""The errors in the message of a refused request, with the manifest's path of the field that each names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..manifest import schema
from ..manifest.paths import Path

MAX_ERRORS = 100
MAX_MESSAGE = 65536
_SEPARATOR = "; Value "
# The wording is from users' reports: zenml-io/zenml#1502, aws/amazon-sagemaker-examples#4843.
_COUNT = re.compile(r"\d{1,5} validation errors? detected: ")
_CONSTRAINT = re.compile(r" at '([^'\s]{1,1000})' failed to satisfy constraint: ")
# botocore's own validation, before a request is sent (botocore/validate.py).
_BOTOCORE = (
    r'(?:(?P<problem>Unknown|Missing required) parameter in (?P<parent>\S{1,1000}): "(?P<name>[^"\n]{1,200})"'
    r"|Invalid (?:type|value|length) for (?:document )?parameter (?P<path>[^,\n]{1,1000}), value: )"
)
_BOTOCORE_LINES = re.compile("^" + _BOTOCORE, re.MULTILINE)
_BOTOCORE_WORDS = re.compile(r"(?:^|(?<=\s))" + _BOTOCORE)
_NAME = re.compile(r"\.?([A-Za-z0-9_]{1,100})")
# The service counts from 1 (`tags.1.member`), botocore from 0 (`Tags[0]`).
_INDEX = re.compile(r"\[(?P<from_zero>\d{1,4})\]|(?:\.member)?\.?(?P<from_one>\d{1,4})(?:\.member\b)?")


@dataclass(frozen=True)
class RequestError:
    """One error in a message: its text, the field's path (empty if the message names none), and what was violated."""

    text: str
    path: Path = ()
    constraint: str = ""
    at_key: bool = False


def parse(message: str, kind: str | None = None) -> list[RequestError]:
    """Split a message into its errors; there is at least one.

    It may be the service's ("2 validation errors detected: Value '…' at 'tags.1.member.key' failed to satisfy
    constraint: …; Value …") or botocore's ("Parameter validation failed:" and a line per error). Paths are the
    manifest's, with the API's capitalization; without a `kind`, those of the kind that has the field.
    """
    text = message[:MAX_MESSAGE]
    errors = list(_service_errors(text, kind)) or list(_botocore_errors(text, kind))
    return errors[:MAX_ERRORS] or [RequestError(one_line(text))]


def one_line(text: str) -> str:
    """The text as one line of limited length."""
    return " ".join(text[:MAX_MESSAGE].split())


def _service_errors(text: str, kind: str | None) -> Iterator[RequestError]:
    count = _COUNT.search(text)
    first = _CONSTRAINT.search(text)
    if first is None:
        return
    begin = count.end() if count and count.end() <= first.start() else max(0, text.find("Value "))
    for match, following in _pairs(list(_CONSTRAINT.finditer(text, begin))):
        # A value can contain anything, even the separator; a constraint can't, so the first separator after it counts.
        end = text.find(_SEPARATOR, match.end(), following.start()) if following else len(text)
        if end < 0:
            continue  # the match is inside a value that is not complete yet
        constraint = one_line(text[match.end() : end])
        yield RequestError(one_line(text[begin:end]), _manifest_path(match[1], kind), constraint)
        begin = end + len("; ")


def _botocore_errors(text: str, kind: str | None) -> Iterator[RequestError]:
    errors = list((_BOTOCORE_LINES if "\n" in text else _BOTOCORE_WORDS).finditer(text))
    for match, following in _pairs(errors):
        line = one_line(text[match.start() : following.start() if following else len(text)])
        if match["path"]:
            yield RequestError(line, _manifest_path(match["path"].partition(" (key: ")[0], kind), line)
            continue
        parent = ("spec",) if match["parent"] == "input" else _manifest_path(match["parent"], kind)
        yield RequestError(line, (*parent, match["name"]) if parent else (), line, match["problem"] == "Unknown")


def _pairs(matches: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], re.Match[str] | None]]:
    """Each match with the next one, the last with None."""
    return zip(matches, [*matches[1:], None], strict=False)


def _manifest_path(path: str, kind: str | None) -> Path:
    """The manifest's path for a path in a message, up to the first field that the request does not have."""
    candidates = (tuple(_walk(path, schema.spec(name))) for name in ([kind] if kind else schema.kinds()))
    longest = max(candidates, key=len)
    return ("spec", *longest) if longest else ()


def _walk(rest: str, node: schema.Node) -> Iterator[str | int]:
    while rest:
        part: str | int
        if "items" in node:
            index = _INDEX.match(rest)
            if index is None:
                return
            part = int(index["from_zero"]) if index["from_zero"] else max(0, int(index["from_one"]) - 1)
            rest = rest[index.end() :]
        elif "properties" in node:
            name = _NAME.match(rest)
            fields = {field.casefold(): field for field in node["properties"]}
            if name is None or name[1].casefold() not in fields:
                return
            part, rest = fields[name[1].casefold()], rest[name.end() :]
        elif "additionalProperties" in node:
            part, rest = rest.removeprefix("."), ""
        else:
            return
        yield part
        node = schema.child(node, part)
