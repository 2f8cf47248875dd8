"""What a refusal or a failed job means: messages taken apart, and their causes from the data in causes.json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from ..manifest import schema
from ..manifest.paths import Path

# A cause of this weight or less says only that something failed.
GENERAL = 30
MOST_COMPLAINTS = 100
_FILE = FilePath(__file__).parent / "causes.json"
_MOST_OF_A_TEXT = 65536
_MOST_OF_A_LINE = 4096
_MOST_OF_EVIDENCE = 400
_BEFORE = 80
_VALUE = "; Value "
# The words are those users report: zenml-io/zenml#1502, aws/amazon-sagemaker-examples#4843.
_COUNTED = re.compile(r"\d{1,5} validation errors? detected: ")
_BROKEN = re.compile(r" at '([^'\s]{1,1000})' failed to satisfy constraint: ")
# botocore's own validation, before a call is sent (botocore/validate.py).
_REPORTED = (
    r'(?:(?P<member>Unknown|Missing required) parameter in (?P<parent>\S{1,1000}): "(?P<name>[^"\n]{1,200})"'
    r"|Invalid (?:type|value|length) for (?:document )?parameter (?P<whole>[^,\n]{1,1000}), value: )"
)
_REPORTED_LINES = re.compile("^" + _REPORTED, re.MULTILINE)
_REPORTED_WORDS = re.compile(r"(?:^|(?<=\s))" + _REPORTED)
_NAME = re.compile(r"\.?([A-Za-z0-9_]{1,100})")
# The service counts from 1 (`tags.1.member`), botocore from 0 (`Tags[0]`).
_INDEX = re.compile(r"\[(?P<zero>\d{1,4})\]|\.?(?:member\.)?(?P<one>\d{1,4})(?:\.member\b)?")


@dataclass(frozen=True)
class Complaint:
    """One thing a refusal says: its text, where in the manifest (empty if it does not say), and what was broken."""

    text: str
    path: Path = ()
    constraint: str = ""
    at_key: bool = False


@dataclass(frozen=True)
class Cause:
    """A known cause: what is behind a message, what mends it, where in a manifest, and the line that shows it.

    `paths` are patterns of manifest paths, the likeliest first; `sure` is seen, documented or general.
    """

    id: str
    stage: str
    weight: int
    sure: str
    cause: str
    fix: str
    paths: tuple[str, ...]
    source: str
    evidence: str = ""


@dataclass(frozen=True)
class _Entry:
    cause: Cause
    patterns: tuple[re.Pattern[str], ...]
    logs: tuple[re.Pattern[str], ...]


def split(message: str, kind: str | None = None) -> list[Complaint]:
    """Take a refusal's message apart: one complaint for each thing that it joins, at least one.

    Takes the service's "2 validation errors detected: Value '…' at 'tags.1.member.key' failed to satisfy constraint:
    …; Value …" and botocore's "Parameter validation failed:" with a line for each fault. Paths become the manifest's,
    in the case of the API's members; without a `kind`, those of whichever kind has them.
    """
    text = message[:_MOST_OF_A_TEXT]
    found = list(_of_service(text, kind)) or list(_of_botocore(text, kind))
    return found[:MOST_COMPLAINTS] or [Complaint(_flat(text))]


def causes(texts: Iterable[str], stage: str | None = None, logs: Sequence[str] = ()) -> list[Cause]:
    """The known causes of a failure, the likeliest first; empty when none is known.

    `texts` are messages of AWS, `logs` a job's log lines, the last ones last. `stage` is where it happened, as in the
    data; of two causes of the same weight that of the stage comes first.
    """
    said = [_flat(text) for text in texts]
    lines = _last(logs)
    # A program's own words become the FailureReason by way of /opt/ml/output/failure (SageMaker developer guide).
    written = [*lines, *(said if stage is None or stage.startswith("validation") else [])]
    found = []
    for entry in _entries():
        evidence = _evidence(entry.patterns, said) or _evidence(entry.logs, reversed(written))
        if evidence:
            found.append(replace(entry.cause, evidence=evidence))
    return sorted(found, key=lambda cause: (-cause.weight, cause.stage != stage))


def known() -> list[Cause]:
    """Every cause there is, in the order of the data."""
    return [entry.cause for entry in _entries()]


def _of_service(text: str, kind: str | None) -> Iterator[Complaint]:
    counted = _COUNTED.search(text)
    first = _BROKEN.search(text)
    if first is None:
        return
    begin = counted.end() if counted and counted.end() <= first.start() else max(0, text.find("Value "))
    broken = list(_BROKEN.finditer(text, begin))
    for found, following in _pairs(broken):
        # A value may hold anything, also this separator; a constraint does not, so the first one after it counts.
        end = text.find(_VALUE, found.end(), following.start()) if following else len(text)
        if end < 0:
            continue  # what was found stands inside a value that goes on
        constraint = _flat(text[found.end() : end])
        yield Complaint(_flat(text[begin:end]), _mapped(found[1], kind), constraint)
        begin = end + len("; ")


def _of_botocore(text: str, kind: str | None) -> Iterator[Complaint]:
    faults = list((_REPORTED_LINES if "\n" in text else _REPORTED_WORDS).finditer(text))
    for found, following in _pairs(faults):
        said = _flat(text[found.start() : following.start() if following else len(text)])
        if found["whole"]:
            yield Complaint(said, _mapped(found["whole"].partition(" (key: ")[0], kind), said)
            continue
        parent = ("spec",) if found["parent"] == "input" else _mapped(found["parent"], kind)
        yield Complaint(said, (*parent, found["name"]) if parent else (), said, found["member"] == "Unknown")


def _pairs(found: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], re.Match[str] | None]]:
    """Each with the one after it, the last with None."""
    for index, match in enumerate(found):
        yield match, found[index + 1] if index + 1 < len(found) else None


def _mapped(written: str, kind: str | None) -> Path:
    """The manifest's path for one that a message has written, as far as the request has such members."""
    walked = (tuple(_walk(written, schema.spec(name))) for name in ([kind] if kind else schema.kinds()))
    path = max(walked, key=len)
    return ("spec", *path) if path else ()


def _walk(rest: str, node: schema.Node) -> Iterator[str | int]:
    while rest:
        part: str | int
        if "items" in node:
            index = _INDEX.match(rest)
            if index is None:
                return
            part = int(index["zero"]) if index["zero"] else max(0, int(index["one"]) - 1)
            rest = rest[index.end() :]
        elif "properties" in node:
            name = _NAME.match(rest)
            members = {member.casefold(): member for member in node["properties"]}
            if name is None or name[1].casefold() not in members:
                return
            part, rest = members[name[1].casefold()], rest[name.end() :]
        elif "additionalProperties" in node:
            part, rest = rest.removeprefix("."), ""
        else:
            return
        yield part
        node = schema.child(node, part)


def _flat(text: str) -> str:
    return " ".join(text[:_MOST_OF_A_TEXT].split())


def _last(logs: Sequence[str]) -> list[str]:
    """The last lines, each flat and bounded, as many as the bound of a text leaves room for."""
    lines: list[str] = []
    left = _MOST_OF_A_TEXT
    for line in reversed(logs):
        flat = _flat(line[:_MOST_OF_A_LINE])
        left -= len(flat) + 1
        if left < 0:
            break
        lines.append(flat)
    return lines[::-1]


def _evidence(patterns: Iterable[re.Pattern[str]], lines: Iterable[str]) -> str:
    """The first of the lines that a pattern is found in, cut to what is around it; empty if there is none."""
    for line in lines:
        for pattern in patterns:
            found = pattern.search(line)
            if found:
                return _around(line, found.start())
    return ""


def _around(line: str, start: int) -> str:
    if len(line) <= _MOST_OF_EVIDENCE:
        return line
    begin = max(0, start - _BEFORE)
    cut = line[begin : begin + _MOST_OF_EVIDENCE]
    return f"{'…' if begin else ''}{cut}{'…' if begin + _MOST_OF_EVIDENCE < len(line) else ''}"


@lru_cache(maxsize=1)
def _entries() -> list[_Entry]:
    return [_entry(entry) for entry in json.loads(_FILE.read_text(encoding="utf-8"))["causes"]]


def _entry(entry: dict[str, Any]) -> _Entry:
    parts = {name: entry[name] for name in ("id", "stage", "weight", "sure", "cause", "fix", "source")}
    cause = Cause(**parts, paths=tuple(entry["paths"]))
    return _Entry(cause, _compiled(entry.get("patterns", ())), _compiled(entry.get("logs", ())))


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
