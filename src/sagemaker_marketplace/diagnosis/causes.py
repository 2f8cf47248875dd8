"""Known causes of failures, and which of them a message, a log line or an observation shows.

The data are in causes/<family>.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ..manifest.paths import Path as ManifestPath
from . import job_log
from .job_log import LogLine
from .request_errors import one_line

# A cause of this weight or less only means that something failed.
GENERAL = 30
# What is added to the weight of a cause that an observation shows, so that it comes before all that patterns show.
_OBSERVED = 100
_FOLDER = Path(__file__).parent / "causes"
_MAX_EVIDENCE = 400
_EVIDENCE_BEFORE = 80
_MAX_SUBJECT = 200
_MAX_LINE = 4096

# What AWS says of a container that was never ready, whatever its log shows: its own health check can succeed.
_NEVER_READY = re.compile(r"\bfailed to respond to ping\b|\bCannotStartContainerError\b", re.IGNORECASE)
_NO_OBJECTS: Mapping[str, str] = {}

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Cause:
    """A known cause: what is wrong, how to fix it, where in a manifest, and the line that shows it.

    Causes are sorted by `weight`, the highest first; those up to `GENERAL` are only given without any other.
    `confidence` is observed (reported by users), documented (by AWS) or general (a message of a tool, independent of
    SageMaker). `paths` are patterns of manifest paths, the likeliest first. `detected_by` names the rules and account
    checks that find it in advance. `is_over`: the log shows that the container was ready after the line. `path` is the
    field that an observation names, which comes before `paths`.
    """

    id: str
    stage: str
    weight: int
    confidence: str
    cause: str
    fix: str
    paths: tuple[str, ...]
    sources: tuple[str, ...]
    detected_by: tuple[str, ...] = ()
    evidence: str = ""
    is_over: bool = False
    path: ManifestPath = ()


@dataclass(frozen=True)
class Observed:
    """A fact about a container that a rehearsal observed; `id` is that of an observation in the data.

    `evidence` is the fact in words, `values` are those of the placeholders in the data. `path` is the
    manifest's field that is wrong, if the fact shows which one.
    """

    id: str
    evidence: str
    values: Mapping[str, str] = field(default_factory=dict)
    path: ManifestPath = ()


@dataclass(frozen=True)
class _Observation:
    """How an observation changes a cause: its weight, and cause and fix with placeholders, empty if they stay."""

    weight: int
    cause: str
    fix: str


@dataclass(frozen=True)
class _Entry:
    """A cause and what shows it; `over_when_ready`: once the container is ready, it can't be the cause."""

    cause: Cause
    patterns: Patterns
    log_patterns: Patterns
    over_when_ready: bool
    observations: Mapping[str, _Observation]


def find_causes(
    messages: Iterable[str],
    stage: str | None = None,
    logs: Sequence[str] = (),
    objects: Mapping[str, str] = _NO_OBJECTS,
    observed: Sequence[Observed] = (),
) -> list[Cause]:
    """The known causes of a failure, the likeliest first; empty if none is known.

    `messages` are those of AWS, `logs` lines of a job's log, in order; `objects` maps objects in S3, as data-log names
    them, to the fields of the manifest that name them. Of two causes with the same weight, that of the `stage`, as
    named in the data, comes first. What the log shows to be over comes after what it does not. What is `observed` comes
    before all that messages and logs show, unless the data give the observation another weight.
    """
    lines = [LogLine(one_line(message)) for message in messages]
    log_lines = job_log.read(logs, objects)
    # A program's own message becomes the FailureReason by way of /opt/ml/output/failure (SageMaker developer guide).
    if stage is None or stage.startswith("validation"):
        log_lines = [*log_lines, *lines]
    never_ready = any(_NEVER_READY.search(line.text) for line in lines)
    current = [line for line in reversed(log_lines) if never_ready or not line.is_over]
    over = [line for line in reversed(log_lines) if line.is_over]
    found = [_find(entry, observed, lines, current, over) for entry in _entries()]
    return sorted(filter(None, found), key=lambda cause: (*likelihood(cause), cause.stage != stage))


def _find(
    entry: _Entry,
    observed: Sequence[Observed],
    lines: Sequence[LogLine],
    current: Sequence[LogLine],
    over: Sequence[LogLine],
) -> Cause | None:
    """The cause of an entry, if an observation, a message, or a line of the log shows it."""
    shown = None
    evidence = _evidence(entry.patterns, lines) or _evidence(entry.log_patterns, current)
    if evidence:
        shown = replace(entry.cause, evidence=evidence)
    elif not entry.over_when_ready:
        evidence = _evidence(entry.log_patterns, over)
        shown = replace(entry.cause, evidence=evidence, is_over=True) if evidence else None
    fact = next((fact for fact in observed if fact.id in entry.observations), None)
    return _with_observation(entry, fact, shown) if fact else shown


def _with_observation(entry: _Entry, fact: Observed, shown: Cause | None) -> Cause | None:
    """The cause of an entry that was observed; `shown` is the same by its patterns, with the line that matches.

    An observation with a lower weight than the cause is a weak sign: if a pattern matches as well, it has the pattern's
    weight and evidence. One without weight is a cause only then.
    """
    observation = entry.observations[fact.id]
    if observation.weight < entry.cause.weight and shown and not shown.is_over:
        weight, evidence = entry.cause.weight, shown.evidence
    elif observation.weight:
        weight, evidence = observation.weight, fact.evidence
    else:
        return shown
    return replace(
        entry.cause,
        weight=weight,
        cause=observation.cause.format_map(fact.values) or entry.cause.cause,
        fix=observation.fix.format_map(fact.values) or entry.cause.fix,
        evidence=evidence,
        path=fact.path,
    )


def likelihood(cause: Cause) -> tuple[bool, bool, int]:
    """What sorts causes, the likeliest first: general ones last, and those that the log shows to be over late."""
    return cause.weight <= GENERAL, cause.is_over, -cause.weight


def is_shown_by(name: str, line: str) -> bool:
    """Whether a log pattern of the cause with this ID matches a line of a log."""
    entry = next(entry for entry in _entries() if entry.cause.id == name)
    text = one_line(line[:_MAX_LINE])
    return any(pattern.search(text) for pattern in entry.log_patterns)


def all_causes() -> list[Cause]:
    """All known causes, in the order of the data."""
    return [entry.cause for entry in _entries()]


def _evidence(patterns: Patterns, lines: Sequence[LogLine]) -> str:
    """The first line that matches the first of the patterns that match, cut around the match; empty without one."""
    for pattern in patterns:
        for line in lines:
            match = pattern.search(line.text)
            if match:
                return _around(line, match.start())
    return ""


def _around(line: LogLine, start: int) -> str:
    text = line.text
    if len(text) <= _MAX_EVIDENCE:
        return text
    begin = max(0, start - _EVIDENCE_BEFORE)
    end = begin + _MAX_EVIDENCE
    subject = f"{line.subject[-_MAX_SUBJECT:]}: " if line.subject and begin else ""
    return f"{subject}{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"


def read_families() -> dict[str, list[dict[str, Any]]]:
    """Read the data: the causes of each family, as its file has them, with the examples that tests and docs use."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # where PyYAML has its C parser, ten times as fast
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.yaml"))}
    return {name: yaml.load(text, Loader=loader) for name, text in texts.items()}  # noqa: S506 - both loaders are safe


@lru_cache(maxsize=1)
def _entries() -> list[_Entry]:
    entries = []
    for data in [data for family in read_families().values() for data in family]:
        values = {name: data[name] for name in ("id", "stage", "weight", "confidence", "cause", "fix")}
        values |= {name: tuple(data.get(name, ())) for name in ("paths", "sources", "detected_by")}
        patterns, log_patterns = (_compile(data.get(name, ())) for name in ("patterns", "log_patterns"))
        cause = Cause(**values)
        observations = {item["id"]: _observation(cause, item) for item in data.get("observations", ())}
        entries.append(_Entry(cause, patterns, log_patterns, data.get("over_when_ready", False), observations))
    return entries


def _observation(cause: Cause, data: Mapping[str, Any]) -> _Observation:
    weight = cause.weight if cause.weight <= GENERAL else _OBSERVED + cause.weight
    return _Observation(data.get("weight", weight), data.get("cause", ""), data.get("fix", ""))


def _compile(patterns: Iterable[str]) -> Patterns:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
