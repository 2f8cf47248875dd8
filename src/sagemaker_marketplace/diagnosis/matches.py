"""Which known causes the reports of a failure show, and where in the manifest each is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..manifest import rehearsal_fields
from ..manifest.document import Document
from ..manifest.findings import Finding
from ..manifest.paths import Path
from ..report.events import FailureCause
from . import denials
from .causes import GENERAL, Cause, Observed, find_causes, likelihood

TRAINING, TRANSFORM = "training", "transform"
SCAN = "image scan"
MAX_PREDICTIONS = 3
_MAX_CAUSES = 3
_MAX_LOG_LINES = 40
_MAX_LINE = 1000
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*"
# The location of a failure whose cause is unknown.
_DEFAULT_PATHS = {
    TRAINING: (f"{_PROFILE}.TrainingJobDefinition",),
    TRANSFORM: (f"{_PROFILE}.TransformJobDefinition",),
    SCAN: ("spec.InferenceSpecification.Containers.*.Image", "spec.TrainingSpecification.TrainingImage"),
}
# The fields that only the other type of job uses.
_OTHER_JOB_FIELDS = {
    TRAINING: ("TransformJobDefinition", "InferenceSpecification"),
    TRANSFORM: ("TrainingJobDefinition", "TrainingSpecification"),
}
_HYPERPARAMETERS = "HyperParameters"
_VALIDATION: Path = ("spec", "ValidationSpecification")


@dataclass(frozen=True)
class Report:
    """What AWS reports about a job, an image scan or a validation; `reason` is empty if AWS gives none.

    Of a rehearsal, `reason` has the words that AWS would use, `observed` is what was observed, and `profile` the number
    of the validation profile.
    """

    label: str
    type: str
    reason: str
    logs: tuple[str, ...]
    observed: tuple[Observed, ...] = ()
    profile: int | None = None


@dataclass(frozen=True)
class Match:
    """A known cause and the report that shows it."""

    cause: Cause
    report: Report


def likeliest(reports: Iterable[Report], objects: Mapping[str, str]) -> list[Match]:
    """The likeliest causes of all reports, each once, and one for each line of evidence.

    A general cause is only given without any other.
    """
    by_cause: dict[str, Match] = {}
    for report in reports:
        reason = report.reason or f"{report.type} failed"
        causes = find_causes([reason], _stage(report.type), report.logs, objects, report.observed)
        for cause in _without_repetitions(causes, report):
            if not _is_of_other_job(cause, report.type):
                by_cause.setdefault(cause.id, Match(cause, report))
    by_evidence: dict[tuple[str, str], Match] = {}
    for match in sorted(by_cause.values(), key=lambda match: likelihood(match.cause)):
        by_evidence.setdefault((match.report.label, match.cause.evidence), match)
    matches = list(by_evidence.values())
    specific = [match for match in matches if match.cause.weight > GENERAL]
    return specific[:_MAX_CAUSES] or matches[:1]


def _without_repetitions(causes: list[Cause], report: Report) -> list[Cause]:
    """Leave out what only the words of a rehearsal show, if an observation is a specific cause.

    The words follow from the same observations, which are more exact.
    """
    facts = {fact.evidence for fact in report.observed if fact.evidence}
    if not any(cause.evidence in facts and cause.weight > GENERAL for cause in causes):
        return causes
    words = " ".join(report.reason.split())
    return [cause for cause in causes if cause.evidence in facts or cause.evidence.strip("…") not in words]


def _is_of_other_job(cause: Cause, job_type: str) -> bool:
    """Whether a cause can only be in the definition of the other type of job."""
    definition = next(iter(_OTHER_JOB_FIELDS.get(job_type, ())), "")
    return bool(definition and cause.paths) and all(definition in path.split(".") for path in cause.paths)


def _stage(report_type: str) -> str | None:
    if report_type in (TRAINING, TRANSFORM):
        return f"validation-{report_type}"
    return "image-scan" if report_type == SCAN else None


def matched(document: Document | None, match: Match) -> FailureCause:
    """A known cause with its evidence and its location; at a finding of an earlier stage that predicted it, if any."""
    cause, report = match.cause, match.report
    evidence = f"{report.label}: {cause.evidence}"
    if document is None:
        return FailureCause(cause.cause, cause.fix, evidence)
    findings = _predictions(document, cause, report)
    if findings:
        return FailureCause(
            cause.cause, cause.fix, evidence, findings[0].path, findings[0].location, findings, findings[0].end
        )
    path = _path(document, cause, report)
    start, end = document.span(path)
    return FailureCause(cause.cause, cause.fix, evidence, path, start, end=end)


def _path(document: Document, cause: Cause, report: Report) -> Path:
    """Where a cause is: of a rehearsal, the field that names what it used."""
    message = f"{cause.evidence} {report.reason}"
    patterns = denials.plausible_paths(document, cause.paths, message)
    if report.profile is None:
        return locate(document, patterns, message, report.type) or _VALIDATION
    path = cause.path or locate(document, _of_profile(patterns, report), message, report.type) or _VALIDATION
    return rehearsal_fields.local_path(document, path)


def _of_profile(patterns: Iterable[str], report: Report) -> tuple[str, ...]:
    """The patterns, of a rehearsal only in its validation profile."""
    if report.profile is None:
        return tuple(patterns)
    return tuple(pattern.replace(_PROFILE, f"{_PROFILE.removesuffix('*')}{report.profile}") for pattern in patterns)


def _predictions(document: Document, cause: Cause, report: Report) -> tuple[Finding, ...]:
    """What check and preflight found by the rules that detect a cause, but not in the fields of another job.

    Findings in the fields of the cause are preferred: some rules report on several fields.
    """
    other_fields = _OTHER_JOB_FIELDS.get(report.type, ())
    found = [
        finding
        for finding in document.reported
        if finding.rule in cause.detected_by and not any(name in finding.path for name in other_fields)
    ]
    fields = {path for pattern in cause.paths for path, _ in document.at(pattern)}
    return tuple([finding for finding in found if finding.path in fields] or found)[:MAX_PREDICTIONS]


def unknown(document: Document | None, report: Report) -> FailureCause:
    """What AWS reports about a failure whose cause is not known."""
    cause = f"{report.label}: {cut(report.reason) or 'AWS gives no reason'}"
    if document is None:
        return FailureCause(cause)
    patterns = _of_profile(_DEFAULT_PATHS.get(report.type, ()), report)
    path = locate(document, patterns, report.reason) or _VALIDATION
    start, end = document.span(path)
    return FailureCause(cause, path=path, location=start, end=end)


def last_log_lines(reports: Iterable[Report]) -> Iterator[str]:
    """Yield the end of each report's log, under a heading."""
    for report in reports:
        lines = report.logs[-_MAX_LOG_LINES:]
        if lines:
            yield f"last log lines of {report.label}, without repetitions:"
        yield from (f"  {cut(line)}" for line in lines)


def locate(document: Document, patterns: Iterable[str], message: str, job_type: str = "") -> Path:
    """The first path that matches a pattern; the failed job's fields, then what the message names, are preferred."""
    matches = [match for pattern in patterns for match in document.at(pattern)]
    if not matches:
        return ()
    other_fields = _OTHER_JOB_FIELDS.get(job_type, ())

    def rank(match: tuple[Path, Any]) -> tuple[bool, bool]:
        path, value = match
        return any(name in path for name in other_fields), not _is_named(path, value, message)

    return min(matches, key=rank)[0]


def _is_named(path: Path, value: Any, message: str) -> bool:
    """Whether a message names a field's value; of a hyperparameter, its name."""
    name = path[-1] if _HYPERPARAMETERS in path[:-1] else value
    if not isinstance(name, str) or not name:
        return False
    # The name of an object in S3 begins with the value of a prefix.
    return name in message if "/" in name else bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message))


def cut(text: str, limit: int = _MAX_LINE) -> str:
    """The text as one line of at most `limit` characters, and an ellipsis if it was longer."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit and len(text) <= 4 * limit else f"{line[:limit]}…"
