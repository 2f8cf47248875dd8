"""Why AWS refused a request or failed a validation: what it said, turned into findings at the manifest's lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..manifest import paths
from ..manifest.document import Document
from ..manifest.findings import ERROR, Finding
from ..manifest.paths import Path
from . import causes
from .causes import Cause

Status = tuple[str, str, str, str]
Job = tuple[str, str, str, Sequence[str]]

REFUSED, FAILED = "create-refused", "validation-failed"
TRAINING, TRANSFORM = "training", "transform"
_SCAN = "image scan"
_MOST_CAUSES = 3
_LAST_LINES = 40
_MOST_OF_A_LINE = 1000
_MOST_OF_A_REASON = 4000
_MOST_OF_A_LABEL = 200
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*"
# Where a failure of unknown cause is told.
_PLACES = {
    TRAINING: (f"{_PROFILE}.TrainingJobDefinition",),
    TRANSFORM: (f"{_PROFILE}.TransformJobDefinition",),
    _SCAN: ("spec.InferenceSpecification.Containers.*.Image", "spec.TrainingSpecification.TrainingImage"),
}
# What the other job uses.
_OTHERS = {
    TRAINING: ("TransformJobDefinition", "InferenceSpecification"),
    TRANSFORM: ("TrainingJobDefinition", "TrainingSpecification"),
}
_VALIDATION: Path = ("spec", "ValidationSpecification")


@dataclass(frozen=True)
class Diagnosis:
    """What is known of a failure: findings, one text for an output, and lines for a log."""

    findings: tuple[Finding, ...]
    reason: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Report:
    """What AWS said of one thing: a job, an image's scan, a validation; `said` is empty if it gave no reason."""

    label: str
    use: str
    said: str
    logs: tuple[str, ...]


@dataclass(frozen=True)
class _Told:
    """A cause and the report that shows it."""

    cause: Cause
    report: _Report


def refused(document: Document | None, kind: Any, operation: str, message: str) -> list[Finding]:
    """What a create call's refusal says: a finding for each complaint that the message joins.

    `kind` is the module of the resource's kind, `message` the error's text as AWS or botocore gave it (botocore's with
    its line breaks). Without a manifest there is nowhere to place a finding.
    """
    if document is None:
        return []
    return [_refusal(document, operation, complaint) for complaint in causes.split(message, kind.KIND)]


def _refusal(document: Document, operation: str, complaint: causes.Complaint) -> Finding:
    cause = next(iter(causes.causes([complaint.text], "create-call")), None)
    said = _cut(complaint.text) or "nothing was said"
    path = complaint.path or _place(document, cause.paths if cause else (), complaint.text) or ("spec",)
    message = cause.cause if cause else f"{operation} was refused: {said}"
    hint = f"{cause.fix} ({operation} said: {cause.evidence})" if cause else ""
    return document.finding(path, ERROR, REFUSED, message, hint, complaint.at_key)


def failed(
    document: Document | None, kind: Any, statuses: Iterable[Status], jobs: Sequence[Job], link: str = ""
) -> Diagnosis:
    """Why a validation failed.

    `statuses` are what `watch.statuses` gives: (what, name, status, reason). `jobs` are the jobs behind it: (name,
    "training" or "transform", FailureReason, last log lines), in the order in which they ran. `link` is where to read
    on. The text names causes first, then AWS's words; of each cause the lines say what it is, what mends it and where,
    then show what it was seen by. Where nothing but "it failed" is known, the last log lines follow.
    """
    reports = _distinct([*_of_jobs(jobs), *_of_statuses(kind, statuses)])
    told = _causes(reports)
    locations = [_where(document, one) for one in told]
    lines = [line for one, path in zip(told, locations, strict=True) for line in _lines(document, one, path)]
    if all(one.cause.weight <= causes.GENERAL for one in told):
        lines += _all_that_is_known(reports, bool(told))
    findings = _findings(document, told, locations) or _unknown(document, reports)
    return Diagnosis(tuple(findings), _reason(told, reports), (*lines, *([link] if link else [])))


def _of_jobs(jobs: Sequence[Job]) -> Iterator[_Report]:
    """The jobs that failed: those with a reason; where none has one, the last to run."""
    for name, use, reason, logs in [job for job in jobs if job[2]] or jobs[-1:]:
        yield _Report(_label(f"{use} job", name), use, reason, tuple(logs))


def _of_statuses(kind: Any, statuses: Iterable[Status]) -> Iterator[_Report]:
    for what, name, status, reason in statuses:
        if what != kind.TITLE and (reason or status == "Failed"):
            yield _Report(_label(what, name), what, reason, ())


def _label(what: str, name: str) -> str:
    return _cut(f"{what} {name}", _MOST_OF_A_LABEL)


def _distinct(reports: Sequence[_Report]) -> list[_Report]:
    """The reports that say something, none in the words of one before it; if none does, one that says nothing."""
    telling: dict[object, _Report] = {}
    for report in reports:
        if report.said or report.logs or report.use == _SCAN:
            telling.setdefault(report.said or report, report)
    return list(telling.values()) or [_Report("validation", "validation", "", ())]


def _causes(reports: Iterable[_Report]) -> list[_Told]:
    """The causes of all reports, the likeliest first, each once and one for each thing that was seen.

    One that says only "it failed" never stands beside others.
    """
    found: dict[str, _Told] = {}
    for report in reports:
        said = report.said or f"{report.use} failed"
        for cause in causes.causes([said], _stage(report.use), report.logs):
            found.setdefault(cause.id, _Told(cause, report))
    likeliest = sorted(found.values(), key=lambda one: -one.cause.weight)
    first: dict[tuple[str, str], _Told] = {}
    for one in likeliest:
        first.setdefault((one.report.label, one.cause.evidence), one)
    told = list(first.values())
    sharp = [one for one in told if one.cause.weight > causes.GENERAL]
    return sharp[:_MOST_CAUSES] or told[:1]


def _stage(use: str) -> str | None:
    if use in (TRAINING, TRANSFORM):
        return f"validation-{use}"
    return "image-scan" if use == _SCAN else None


def _lines(document: Document | None, told: _Told, path: Path) -> Iterator[str]:
    yield told.cause.cause
    yield f"  {told.cause.fix}"
    if document is not None:
        location = document.location(path)
        yield f"  {location.file}:{location.line}: {paths.text(path)}"
    yield f"  {told.report.label}: {told.cause.evidence}"


def _all_that_is_known(reports: Sequence[_Report], told: bool) -> Iterator[str]:
    """AWS's words, unless a cause has shown them, and the last lines of each log."""
    for report in reports:
        if not told:
            yield f"{report.label}: {_said(report)}"
        logs = report.logs[-_LAST_LINES:]
        if logs:
            yield f"the last {len(logs)} lines of {report.label}:"
        yield from (f"  {_cut(line)}" for line in logs)


def _findings(document: Document | None, told: Sequence[_Told], locations: Sequence[Path]) -> list[Finding]:
    if document is None:
        return []
    return [
        document.finding(path, ERROR, FAILED, one.cause.cause, _hint(one))
        for one, path in zip(told, locations, strict=True)
    ]


def _hint(told: _Told) -> str:
    return f"{told.cause.fix} ({told.report.label}: {told.cause.evidence})"


def _unknown(document: Document | None, reports: Iterable[_Report]) -> list[Finding]:
    """A finding with AWS's words for each report of a failure that nothing more is known of."""
    if document is None:
        return []
    return [
        document.finding(
            _place(document, _PLACES.get(report.use, ()), report.said) or _VALIDATION,
            ERROR,
            FAILED,
            f"{report.label}: {_said(report)}",
        )
        for report in reports
    ]


def _reason(told: Sequence[_Told], reports: Iterable[_Report]) -> str:
    words = dict.fromkeys(f"{report.label}: {_cut(report.said)}" for report in reports if report.said)
    reason = "; ".join([*(one.cause.cause for one in told), *words])
    return _cut(reason or "AWS gives no reason", _MOST_OF_A_REASON)


def _said(report: _Report) -> str:
    return _cut(report.said) or "AWS gives no reason"


def _where(document: Document | None, told: _Told) -> Path:
    if document is None:
        return ()
    spoken = f"{told.cause.evidence} {told.report.said}"
    return _place(document, told.cause.paths, spoken, told.report.use) or _VALIDATION


def _place(document: Document, patterns: Iterable[str], spoken: str, use: str = "") -> Path:
    """The first place that the patterns reach, rather one whose value the message names, rather one of the same job."""
    reached = [found for pattern in patterns for found in document.at(pattern)]
    if not reached:
        return ()
    return min(reached, key=lambda found: (_of_other_job(found[0], use), not _named(found[1], spoken)))[0]


def _of_other_job(path: Path, use: str) -> bool:
    others = _OTHERS.get(use, ())
    return any(member in path for member in others)


def _named(value: Any, spoken: str) -> bool:
    return isinstance(value, str) and bool(value) and value in spoken


def _cut(text: str, most: int = _MOST_OF_A_LINE) -> str:
    flat = " ".join(text[: 4 * most].split())
    return flat if len(flat) <= most and len(text) <= 4 * most else f"{flat[:most]}…"
