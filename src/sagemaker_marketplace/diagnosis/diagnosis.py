"""Why AWS refused a request or failed a validation, and why a rehearsal failed.

Causes are found in AWS's messages, in the logs of jobs, and in what a rehearsal observes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..manifest.document import Document
from ..manifest.findings import ERROR, Finding
from ..manifest.paths import Path
from ..report.events import FailureCause
from . import denials, request_errors
from .causes import GENERAL, Observed, find_causes
from .matches import (
    MAX_PREDICTIONS,
    SCAN,
    TRANSFORM,
    Match,
    Report,
    cut,
    last_log_lines,
    likeliest,
    locate,
    matched,
    unknown,
)
from .request_errors import RequestError

# (what it is, name, status, reason), as `aws.statuses` gives them.
Status = tuple[str, str, str, str]
# (name, "training" or "transform", FailureReason, the first and the last different lines of its log).
Job = tuple[str, str, str, Sequence[str]]

REFUSED, FAILED, REHEARSED = "create-refused", "validation-failed", "rehearsal-failed"
_MAX_REASON = 4000
_MAX_LABEL = 200
_MODEL_DATA = (
    "spec.InferenceSpecification.Containers.*.ModelDataUrl",
    "spec.SourceAlgorithmSpecification.SourceAlgorithms.*.ModelDataUrl",
)


@dataclass(frozen=True)
class Diagnosis:
    """What is known of a failure: its causes, the same as findings, a one-line reason, and log lines if they help.

    `first_id` is the ID of the first cause of a rehearsal; empty if it is not a known one.
    """

    causes: tuple[FailureCause, ...]
    findings: tuple[Finding, ...]
    reason: str
    log_lines: tuple[str, ...] = ()
    first_id: str = ""


def explain_refusal(document: Document | None, kind: Any, operation: str, message: str) -> Diagnosis:
    """Explain why AWS refused a create call: one cause for each error that its message contains.

    `kind` is the module of the resource's kind, `message` the error's text as AWS or botocore gave it (botocore's with
    its line breaks). There are no causes without a manifest.
    """
    refusals = [_refusal(document, operation, error) for error in request_errors.parse(message, kind.KIND)]
    return _diagnosis(REFUSED, refusals if document else [], message)


def _refusal(document: Document | None, operation: str, error: RequestError) -> FailureCause:
    known = next(iter(find_causes([error.text], "create-call")), None)
    if known is None:
        reason = cut(error.text) or "AWS gives no reason"
        return _refused_at(document, error.path or ("spec",), error, f"{operation} was refused: {reason}")
    evidence = f"{operation}: {known.evidence}"
    patterns = denials.plausible_paths(document, known.paths, error.text) if document else ()
    if document is None or not (error.path or patterns):  # the cause is not in the manifest
        return FailureCause(known.cause, known.fix, evidence)
    path = error.path or locate(document, patterns, error.text) or ("spec",)
    return _refused_at(document, path, error, known.cause, known.fix, evidence)


def _refused_at(
    document: Document | None, path: Path, error: RequestError, cause: str, fix: str = "", evidence: str = ""
) -> FailureCause:
    """A cause at a path, with what check and preflight found there."""
    if document is None:
        return FailureCause(cause, fix, evidence, path)
    findings = [finding for finding in document.reported if finding.path == path][:MAX_PREDICTIONS]
    start, end = document.span(path, error.at_key)
    return FailureCause(cause, fix, evidence, path, start, tuple(findings), end)


def explain_failure(document: Document | None, kind: Any, statuses: Iterable[Status], jobs: Sequence[Job]) -> Diagnosis:
    """Explain why a validation failed.

    `jobs` are the validation's jobs in the order in which they ran. The likeliest cause comes first. Where no cause is
    known, what AWS reports is the cause; where it is unknown or a general one, the last log lines are added.
    """
    reports = _distinct([*_job_reports(jobs), *_status_reports(kind, statuses)])
    matches = likeliest(reports, _named_objects(document))
    messages = dict.fromkeys(f"{report.label}: {cut(report.reason)}" for report in reports if report.reason)
    reason = "; ".join([*(match.cause.cause for match in matches), *messages]) or "AWS gives no reason"
    return _diagnosis(FAILED, _causes(document, reports, matches), reason, _log_lines(reports, matches))


def explain_rehearsal(
    document: Document,
    profile: tuple[int, str],
    observed: Sequence[Observed],
    log_lines: Sequence[str],
    words: str,
    job_type: str = TRANSFORM,
) -> Diagnosis:
    """Explain why a job of a validation profile fails, from its rehearsal; `profile` is number and name.

    `observed` are the facts that can be a cause, `log_lines` lines of the container's log in order, `words` what AWS
    would report, empty if that is not known. The likeliest cause comes first; its location is in `rehearsal` if the
    manifest names there what the rehearsal used. `document.reported` should have the findings of the rehearsal, to be
    repeated as predictions.
    """
    number, name = profile
    label = cut(f"rehearsal of {name}" if name else "rehearsal", _MAX_LABEL)
    reports = [Report(label, job_type, words, tuple(log_lines), tuple(observed), number)]
    matches = likeliest(reports, {})
    reported = [f"{label}: {cut(words)}"] if words else []
    reason = "; ".join([*(match.cause.cause for match in matches), *reported])
    found = _causes(document, reports, matches)
    explained = _diagnosis(REHEARSED, found, reason, _log_lines(reports, matches), words)
    return replace(explained, first_id=matches[0].cause.id) if matches else explained


def _causes(document: Document | None, reports: Sequence[Report], matches: Sequence[Match]) -> list[FailureCause]:
    return [matched(document, match) for match in matches] or [unknown(document, report) for report in reports]


def _log_lines(reports: Sequence[Report], matches: Sequence[Match]) -> tuple[str, ...]:
    """The last log lines, if no specific cause is known."""
    return tuple(last_log_lines(reports)) if all(match.cause.weight <= GENERAL for match in matches) else ()


def _diagnosis(
    rule: str, found: Sequence[FailureCause], reason: str, log_lines: tuple[str, ...] = (), words: str = ""
) -> Diagnosis:
    """The causes, also as findings; their hints quote the evidence, and the `words` that AWS would use."""
    findings = []
    for cause in found:
        if cause.location:
            quoted = "; ".join(filter(None, [cause.evidence, f"in AWS: {cut(words)}" if words else ""]))
            hint = f"{cause.fix} ({quoted})" if cause.fix else ""
            related = tuple((earlier.location, f"{earlier.message} [{earlier.rule}]") for earlier in cause.findings)
            where = (cause.path, cause.location)
            findings.append(Finding(*where, ERROR, rule, cause.cause, hint, related, end=cause.end))
    return Diagnosis(tuple(found), tuple(findings), cut(reason, _MAX_REASON), log_lines)


def _job_reports(jobs: Sequence[Job]) -> Iterator[Report]:
    """The failed jobs: those with a reason; if none has one, the last that ran."""
    for name, job_type, reason, logs in [job for job in jobs if job[2]] or jobs[-1:]:
        yield Report(cut(f"{job_type} job {name}", _MAX_LABEL), job_type, reason, tuple(logs))


def _status_reports(kind: Any, statuses: Iterable[Status]) -> Iterator[Report]:
    for resource_type, name, status, reason in statuses:
        if resource_type != kind.TITLE and (reason or status == "Failed"):
            yield Report(cut(f"{resource_type} {name}", _MAX_LABEL), resource_type, reason, ())


def _distinct(reports: Sequence[Report]) -> list[Report]:
    """The reports with a reason or logs, each reason once; if there are none, one empty report."""
    useful: dict[object, Report] = {}
    for report in reports:
        if report.reason or report.logs or report.type == SCAN:
            useful.setdefault(report.reason or report, report)
    return list(useful.values()) or [Report("validation", "validation", "", ())]


def _named_objects(document: Document | None) -> dict[str, str]:
    """The objects in S3 that a manifest names, as `bucket/key`, with the names of their fields."""
    found = (match for pattern in _MODEL_DATA for match in (document.strings(pattern) if document else ()))
    return {value.removeprefix("s3://"): str(path[-1]) for path, value in found}
