"""Known causes of failures, and which of them a message or a log line shows. The data are in causes/<family>.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .request_errors import MAX_MESSAGE, one_line

# A cause of this weight or less only means that something failed.
GENERAL = 30
_FOLDER = Path(__file__).parent / "causes"
_MAX_LOG_LINE = 4096
_MAX_EVIDENCE = 400
_EVIDENCE_BEFORE = 80

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Cause:
    """A known cause: what is wrong, how to fix it, where in a manifest, and the line that shows it.

    `weight` orders causes; one of `GENERAL` or less is only given if there is no other. `confidence` is observed
    (reported by users), documented (by AWS) or general (a message of a tool, independent of SageMaker). `paths` are
    patterns of manifest paths, the likeliest first.
    """

    id: str
    stage: str
    weight: int
    confidence: str
    cause: str
    fix: str
    paths: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: str = ""


@dataclass(frozen=True)
class _Entry:
    cause: Cause
    patterns: Patterns
    log_patterns: Patterns


def find_causes(messages: Iterable[str], stage: str | None = None, logs: Sequence[str] = ()) -> list[Cause]:
    """The known causes of a failure, the likeliest first; empty if none is known.

    `messages` are those of AWS, `logs` a job's last log lines, in order. Of two causes with the same weight, that of
    the `stage`, as named in the data, comes first.
    """
    lines = [one_line(message) for message in messages]
    log_lines = _last_lines(logs)
    # A program's own message becomes the FailureReason by way of /opt/ml/output/failure (SageMaker developer guide).
    if stage is None or stage.startswith("validation"):
        log_lines = [*log_lines, *lines]
    causes = []
    for entry in _entries():
        evidence = _evidence(entry.patterns, lines) or _evidence(entry.log_patterns, reversed(log_lines))
        if evidence:
            causes.append(replace(entry.cause, evidence=evidence))
    return sorted(causes, key=lambda cause: (-cause.weight, cause.stage != stage))


def all_causes() -> list[Cause]:
    """All known causes, in the order of the data."""
    return [entry.cause for entry in _entries()]


def _last_lines(logs: Sequence[str]) -> list[str]:
    """The last lines of a log, cut, and as many as are allowed for a message."""
    lines: list[str] = []
    room = MAX_MESSAGE
    for line in reversed(logs):
        cut = one_line(line[:_MAX_LOG_LINE])
        room -= len(cut) + 1
        if room < 0:
            break
        lines.append(cut)
    return lines[::-1]


def _evidence(patterns: Patterns, lines: Iterable[str]) -> str:
    """The first line that matches a pattern, cut around the match; empty if there is none."""
    for line in lines:
        for pattern in patterns:
            match = pattern.search(line)
            if match:
                return _around(line, match.start())
    return ""


def _around(line: str, start: int) -> str:
    if len(line) <= _MAX_EVIDENCE:
        return line
    begin = max(0, start - _EVIDENCE_BEFORE)
    end = begin + _MAX_EVIDENCE
    return f"{'…' if begin else ''}{line[begin:end]}{'…' if end < len(line) else ''}"


def read_families() -> dict[str, list[dict[str, Any]]]:
    """Read the data: the causes of each family, as its file has them, with the examples that tests and docs use."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.yaml"))}


@lru_cache(maxsize=1)
def _entries() -> list[_Entry]:
    entries = []
    for data in [data for family in read_families().values() for data in family]:
        values = {name: data[name] for name in ("id", "stage", "weight", "confidence", "cause", "fix")}
        cause = Cause(**values, paths=tuple(data["paths"]), sources=tuple(data["sources"]))
        entries.append(_Entry(cause, _compile(data.get("patterns", ())), _compile(data.get("log_patterns", ()))))
    return entries


def _compile(patterns: Iterable[str]) -> Patterns:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
