"""Why AWS refused a request or failed a validation: causes, found in its messages and in the logs of jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..manifest.document import Document
from ..manifest.findings import ERROR, Finding
from ..manifest.paths import Path
from ..report.events import FailureCause
from . import denials, request_errors
from .causes import GENERAL, Cause, find_causes, likelihood
from .request_errors import RequestError

# (what it is, name, status, reason), as `aws.statuses` gives them.
Status = tuple[str, str, str, str]
# (name, "training" or "transform", FailureReason, the first and the last different lines of its log).
Job = tuple[str, str, str, Sequence[str]]

REFUSED, FAILED = "create-refused", "validation-failed"
TRAINING, TRANSFORM = "training", "transform"
_SCAN = "image scan"
_MAX_CAUSES = 3
_MAX_PREDICTIONS = 3
_MAX_LOG_LINES = 40
_MAX_LINE = 1000
_MAX_REASON = 4000
_MAX_LABEL = 200
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*"
# The location of a failure whose cause is unknown.
_DEFAULT_PATHS = {
    TRAINING: (f"{_PROFILE}.TrainingJobDefinition",),
    TRANSFORM: (f"{_PROFILE}.TransformJobDefinition",),
    _SCAN: ("spec.InferenceSpecification.Containers.*.Image", "spec.TrainingSpecification.TrainingImage"),
}
# The fields that only the other type of job uses.
_OTHER_JOB_FIELDS = {
    TRAINING: ("TransformJobDefinition", "InferenceSpecification"),
    TRANSFORM: ("TrainingJobDefinition", "TrainingSpecification"),
}
_HYPERPARAMETERS = "HyperParameters"
_VALIDATION: Path = ("spec", "ValidationSpecification")
_MODEL_DATA = (
    "spec.InferenceSpecification.Containers.*.ModelDataUrl",
    "spec.SourceAlgorithmSpecification.SourceAlgorithms.*.ModelDataUrl",
)


@dataclass(frozen=True)
class Diagnosis:
    """What is known of a failure: its causes, the same as findings, a one-line reason, and log lines if they help."""

    causes: tuple[FailureCause, ...]
    findings: tuple[Finding, ...]
    reason: str
    log_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Report:
    """What AWS reports about a job, an image scan or a validation; `reason` is empty if AWS gives none."""

    label: str
    type: str
    reason: str
    logs: tuple[str, ...]


@dataclass(frozen=True)
class _Match:
    """A known cause and the report that shows it."""

    cause: Cause
    report: _Report


def explain_refusal(document: Document | None, kind: Any, operation: str, message: str) -> Diagnosis:
    """Explain why AWS refused a create call: one cause for each error that its message contains.

    `kind` is the module of the resource's kind, `message` the error's text as AWS or botocore gave it (botocore's with
    its line breaks). There are no causes without a manifest.
    """
    refusals = [_refusal(document, operation, error) for error in request_errors.parse(message, kind.KIND)]
    return _diagnosis(REFUSED, refusals if document else [], _cut(message, _MAX_REASON))


def _refusal(document: Document | None, operation: str, error: RequestError) -> FailureCause:
    known = next(iter(find_causes([error.text], "create-call")), None)
    if known is None:
        reason = _cut(error.text) or "AWS gives no reason"
        return _refused_at(document, error.path or ("spec",), error, f"{operation} was refused: {reason}")
    evidence = f"{operation}: {known.evidence}"
    patterns = denials.plausible_paths(document, known.paths, error.text) if document else ()
    if document is None or not (error.path or patterns):  # the cause is not in the manifest
        return FailureCause(known.cause, known.fix, evidence)
    path = error.path or _locate(document, patterns, error.text) or ("spec",)
    return _refused_at(document, path, error, known.cause, known.fix, evidence)


def _refused_at(
    document: Document | None, path: Path, error: RequestError, cause: str, fix: str = "", evidence: str = ""
) -> FailureCause:
    """A cause at a path, with what check and preflight found there."""
    if document is None:
        return FailureCause(cause, fix, evidence, path)
    findings = [finding for finding in document.reported if finding.path == path][:_MAX_PREDICTIONS]
    start, end = document.span(path, error.at_key)
    return FailureCause(cause, fix, evidence, path, start, tuple(findings), end)


def explain_failure(document: Document | None, kind: Any, statuses: Iterable[Status], jobs: Sequence[Job]) -> Diagnosis:
    """Explain why a validation failed.

    `jobs` are the validation's jobs in the order in which they ran. The likeliest cause comes first. Where no cause is
    known, what AWS reports is the cause; where it is unknown or a general one, the last log lines are added.
    """
    reports = _distinct([*_job_reports(jobs), *_status_reports(kind, statuses)])
    matches = _likeliest(reports, _named_objects(document))
    found = [_matched(document, match) for match in matches] or [_unknown(document, report) for report in reports]
    is_general = all(match.cause.weight <= GENERAL for match in matches)
    messages = dict.fromkeys(f"{report.label}: {_cut(report.reason)}" for report in reports if report.reason)
    reason = "; ".join([*(match.cause.cause for match in matches), *messages]) or "AWS gives no reason"
    return _diagnosis(FAILED, found, _cut(reason, _MAX_REASON), tuple(_last_log_lines(reports)) if is_general else ())


def _diagnosis(rule: str, found: Sequence[FailureCause], reason: str, log_lines: tuple[str, ...] = ()) -> Diagnosis:
    findings = []
    for cause in found:
        if cause.location:
            hint = f"{cause.fix} ({cause.evidence})" if cause.fix else ""
            related = tuple((earlier.location, f"{earlier.message} [{earlier.rule}]") for earlier in cause.findings)
            where = (cause.path, cause.location)
            findings.append(Finding(*where, ERROR, rule, cause.cause, hint, related, end=cause.end))
    return Diagnosis(tuple(found), tuple(findings), reason, log_lines)


def _job_reports(jobs: Sequence[Job]) -> Iterator[_Report]:
    """The failed jobs: those with a reason; if none has one, the last that ran."""
    for name, job_type, reason, logs in [job for job in jobs if job[2]] or jobs[-1:]:
        yield _Report(_cut(f"{job_type} job {name}", _MAX_LABEL), job_type, reason, tuple(logs))


def _status_reports(kind: Any, statuses: Iterable[Status]) -> Iterator[_Report]:
    for resource_type, name, status, reason in statuses:
        if resource_type != kind.TITLE and (reason or status == "Failed"):
            yield _Report(_cut(f"{resource_type} {name}", _MAX_LABEL), resource_type, reason, ())


def _distinct(reports: Sequence[_Report]) -> list[_Report]:
    """The reports with a reason or logs, each reason once; if there are none, one empty report."""
    useful: dict[object, _Report] = {}
    for report in reports:
        if report.reason or report.logs or report.type == _SCAN:
            useful.setdefault(report.reason or report, report)
    return list(useful.values()) or [_Report("validation", "validation", "", ())]


def _named_objects(document: Document | None) -> dict[str, str]:
    """The objects in S3 that a manifest names, as `bucket/key`, with the names of their fields."""
    found = (match for pattern in _MODEL_DATA for match in (document.strings(pattern) if document else ()))
    return {value.removeprefix("s3://"): str(path[-1]) for path, value in found}


def _likeliest(reports: Iterable[_Report], objects: Mapping[str, str]) -> list[_Match]:
    """The likeliest causes of all reports, each once, and one for each line of evidence.

    A general cause is only given if there is no other.
    """
    by_cause: dict[str, _Match] = {}
    for report in reports:
        reason = report.reason or f"{report.type} failed"
        for cause in find_causes([reason], _stage(report.type), report.logs, objects):
            if not _is_of_other_job(cause, report.type):
                by_cause.setdefault(cause.id, _Match(cause, report))
    by_evidence: dict[tuple[str, str], _Match] = {}
    for match in sorted(by_cause.values(), key=lambda match: likelihood(match.cause)):
        by_evidence.setdefault((match.report.label, match.cause.evidence), match)
    matches = list(by_evidence.values())
    specific = [match for match in matches if match.cause.weight > GENERAL]
    return specific[:_MAX_CAUSES] or matches[:1]


def _is_of_other_job(cause: Cause, job_type: str) -> bool:
    """Whether a cause can only be in the definition of the other type of job."""
    definition = next(iter(_OTHER_JOB_FIELDS.get(job_type, ())), "")
    return bool(definition and cause.paths) and all(definition in path.split(".") for path in cause.paths)


def _stage(report_type: str) -> str | None:
    if report_type in (TRAINING, TRANSFORM):
        return f"validation-{report_type}"
    return "image-scan" if report_type == _SCAN else None


def _matched(document: Document | None, match: _Match) -> FailureCause:
    cause, report = match.cause, match.report
    evidence = f"{report.label}: {cause.evidence}"
    if document is None:
        return FailureCause(cause.cause, cause.fix, evidence)
    findings = _predictions(document, cause, report.type)
    if findings:
        return FailureCause(
            cause.cause, cause.fix, evidence, findings[0].path, findings[0].location, findings, findings[0].end
        )
    message = f"{cause.evidence} {report.reason}"
    patterns = denials.plausible_paths(document, cause.paths, message)
    path = _locate(document, patterns, message, report.type) or _VALIDATION
    start, end = document.span(path)
    return FailureCause(cause.cause, cause.fix, evidence, path, start, end=end)


def _predictions(document: Document, cause: Cause, job_type: str) -> tuple[Finding, ...]:
    """What check and preflight found by the rules that detect a cause, but not in the fields of the other job.

    Findings in the fields of the cause are preferred: some rules report on several fields.
    """
    other_fields = _OTHER_JOB_FIELDS.get(job_type, ())
    found = [
        finding
        for finding in document.reported
        if finding.rule in cause.detected_by and not any(name in finding.path for name in other_fields)
    ]
    fields = {path for pattern in cause.paths for path, _ in document.at(pattern)}
    return tuple([finding for finding in found if finding.path in fields] or found)[:_MAX_PREDICTIONS]


def _unknown(document: Document | None, report: _Report) -> FailureCause:
    """What AWS reports about a failure whose cause is not known."""
    cause = f"{report.label}: {_cut(report.reason) or 'AWS gives no reason'}"
    if document is None:
        return FailureCause(cause)
    path = _locate(document, _DEFAULT_PATHS.get(report.type, ()), report.reason) or _VALIDATION
    start, end = document.span(path)
    return FailureCause(cause, path=path, location=start, end=end)


def _last_log_lines(reports: Iterable[_Report]) -> Iterator[str]:
    for report in reports:
        lines = report.logs[-_MAX_LOG_LINES:]
        if lines:
            yield f"last log lines of {report.label}, without repetitions:"
        yield from (f"  {_cut(line)}" for line in lines)


def _locate(document: Document, patterns: Iterable[str], message: str, job_type: str = "") -> Path:
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


def _cut(text: str, limit: int = _MAX_LINE) -> str:
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit and len(text) <= 4 * limit else f"{line[:limit]}…"
