"""The report of a run, built from its events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..manifest import findings as codes
from ..manifest.findings import ERROR, WARNING, Edit, Finding, Location, count, fails
from . import events, plans, rehearsals, rule_pages

# The exit code of a run with several failures is the first of these that occurs.
_BY_PRIORITY = (
    codes.INTERNAL_ERROR,
    codes.INTERRUPTED,
    codes.USAGE,
    codes.AWS_REFUSED,
    codes.CONFLICT,
    codes.VALIDATION_FAILED,
    codes.TIMED_OUT,
    codes.FINDINGS,
)


class Result:
    """The results of one manifest."""

    def __init__(self, manifest: str) -> None:
        """Start without results."""
        self.manifest = manifest
        self.findings: list[Finding] = []
        self.hidden: list[Finding] = []
        self.outputs: dict[str, str] = {}
        self.statuses: dict[tuple[str, str], events.StatusChanged] = {}
        self.timeline: list[events.StatusChanged] = []
        self.failures: list[events.RunFailed] = []
        self.plan: events.PlanMade | None = None
        self.rehearsals: list[events.RehearsalMeasured] = []
        # Seconds from the run's start to the start and the end of each stage.
        self.began: dict[str, float] = {}
        self.ended: dict[str, float] = {}

    def output_fields(self) -> dict[str, str]:
        """The manifest and its outputs as fields of a JSON object, with `_` for the `-` in the names of outputs."""
        return {"manifest": self.manifest, **{name.replace("-", "_"): text for name, text in self.outputs.items()}}


class Report:
    """The results of a run."""

    def __init__(self, command: str, fail_on: str, profile: str = "") -> None:
        """Start an empty report; `profile` is the profile whose credentials the run uses."""
        self.command = command
        self.profile = profile
        self.fail_on = fail_on
        self.results: dict[str, Result] = {}
        self.failures: list[events.RunFailed] = []
        self.events: list[events.Event] = []

    def add(self, event: events.Event) -> None:
        """Add the next event."""
        if not isinstance(event, events.LogLine):  # a million of them would stay in memory
            self.events.append(event)
        if isinstance(event, events.RunFailed):
            self.failures.append(event)
        if not event.manifest:
            return
        result = self.results.setdefault(event.manifest, Result(event.manifest))
        match event:
            case events.FindingReported(finding=finding):
                result.findings.append(finding)
            case events.FindingHidden(finding=finding):
                result.hidden.append(finding)
            case events.OutputChanged(name=name, value=value):
                result.outputs[name] = value
            case events.StatusChanged():
                result.statuses[event.resource_type, event.name] = event
                result.timeline.append(event)
            case events.RunFailed():
                result.failures.append(event)
            case events.PlanMade():
                result.plan = event
            case events.RehearsalMeasured():
                result.rehearsals.append(event)
            case events.StageStarted(stage=stage, elapsed_seconds=seconds):
                result.began[stage] = seconds
            case events.StageFinished(stage=stage, elapsed_seconds=seconds):
                result.ended[stage] = seconds

    @property
    def findings(self) -> list[Finding]:
        """All findings of the run that are shown, in order."""
        return [finding for result in self.results.values() for finding in result.findings]

    @property
    def hidden(self) -> list[Finding]:
        """The findings below the minimum severity; they are counted and can fail the run."""
        return [finding for result in self.results.values() for finding in result.hidden]

    def count(self, severity: str) -> int:
        """The number of findings with a severity, shown or not."""
        return count([*self.findings, *self.hidden], severity)

    @property
    def exit_code(self) -> int:
        """The exit code of the run."""
        found = {failure.exit_code for failure in self.failures}
        if fails([*self.findings, *self.hidden], self.fail_on):
            found.add(codes.FINDINGS)
        return next((code for code in _BY_PRIORITY if code in found), codes.SUCCESS)

    def outputs(self) -> dict[str, str]:
        """The outputs of the whole run: counts, and the single values of the first manifest."""
        first = next(iter(self.results.values()), Result(""))
        return {**first.outputs, **{f"{name}s": str(self.count(name)) for name in (ERROR, WARNING)}}

    def as_data(self) -> dict[str, Any]:
        """The report as JSON types."""
        return {
            "version": 1,
            "command": self.command,
            "exit_code": self.exit_code,
            "errors": self.count(ERROR),
            "warnings": self.count(WARNING),
            "hidden": len(self.hidden),
            "findings": [finding_data(finding) for finding in self.findings],
            "failures": [failure_data(failure) for failure in self.failures],
            "results": [_result_data(result) for result in self.results.values()],
        }


def build(stream: Iterable[events.Event], command: str, fail_on: str) -> Report:
    """Build the report of recorded events."""
    report = Report(command, fail_on)
    for event in stream:
        report.add(event)
    return report


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as JSON types; lines and columns count from 1."""
    return {
        "path": list(finding.path),
        **_span_data(finding.location, finding.end),
        "severity": finding.severity,
        "rule": finding.rule,
        "message": finding.message,
        "hint": finding.hint,
        "docs": rule_pages.url(finding.rule),
        "related": [{**_location_data(location), "message": text} for location, text in finding.related],
        "fix": _edit_data(finding.fix) if finding.fix else None,
    }


def failure_data(failure: events.RunFailed) -> dict[str, Any]:
    """A failure as JSON types."""
    return {
        "manifest": failure.manifest,
        "message": failure.message,
        "exit_code": failure.exit_code,
        "hint": failure.hint,
        "causes": [_cause_data(cause) for cause in failure.causes],
        "log_lines": list(failure.log_lines),
        "logs": failure.logs,
        "service_words": failure.service_words,
    }


def _cause_data(cause: events.FailureCause) -> dict[str, Any]:
    where = {"path": list(cause.path), **_span_data(cause.location, cause.end)} if cause.location else None
    findings = [finding_data(finding) for finding in cause.findings]
    return {"cause": cause.cause, "fix": cause.fix, "where": where, "evidence": cause.evidence, "findings": findings}


def _location_data(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}


def _span_data(start: Location, end: Location | None) -> dict[str, Any]:
    """A location and its end (exclusive), which is null if it is not known."""
    return {
        **_location_data(start),
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
    }


def _edit_data(edit: Edit) -> dict[str, Any]:
    return {"start": _location_data(edit.start), "end": _location_data(edit.end), "text": edit.text}


def _result_data(result: Result) -> dict[str, Any]:
    data: dict[str, Any] = {**result.output_fields(), "findings": len(result.findings)}
    if result.plan:
        data["plan"] = {**plans.data(result.plan), "request": result.plan.request}
    if result.rehearsals:
        data["rehearsals"] = [rehearsals.data(measured) for measured in result.rehearsals]
    if result.statuses:
        data["statuses"] = [
            {
                "resource_type": status.resource_type,
                "name": status.name,
                "status": status.status,
                "reason": status.reason,
                "elapsed_seconds": round(status.elapsed_seconds, 1),
            }
            for status in result.statuses.values()
        ]
    return data
