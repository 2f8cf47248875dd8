"""The report: a fold over the events of a run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..manifest import findings as diagnostics
from ..manifest.findings import ERROR, WARNING
from . import events

# Which exit code speaks for a run in which several things went wrong: the first that occurs.
_WORST = (
    diagnostics.INTERNAL_ERROR,
    diagnostics.INTERRUPTED,
    diagnostics.USAGE,
    diagnostics.AWS_REFUSED,
    diagnostics.VALIDATION_FAILED,
    diagnostics.TIMED_OUT,
    diagnostics.FINDINGS,
)


class Result:
    """What is known of one manifest."""

    def __init__(self, manifest: str) -> None:
        """Begin with nothing known."""
        self.manifest = manifest
        self.findings: list[diagnostics.Finding] = []
        self.outputs: dict[str, str] = {}
        self.statuses: dict[tuple[str, str], events.StatusChanged] = {}
        self.timeline: list[events.StatusChanged] = []
        self.failures: list[events.RunFailed] = []
        self.plan: events.PlanMade | None = None

    def output_fields(self) -> dict[str, str]:
        """The manifest and its outputs as fields of a JSON object, with `_` for the `-` in the names of outputs."""
        return {"manifest": self.manifest, **{name.replace("-", "_"): text for name, text in self.outputs.items()}}


class Report:
    """What is known of a whole run."""

    def __init__(self, command: str, fail_on: str) -> None:
        """Begin an empty report."""
        self.command = command
        self.fail_on = fail_on
        self.results: dict[str, Result] = {}
        self.failures: list[events.RunFailed] = []
        self.events: list[events.Event] = []

    def add(self, event: events.Event) -> None:
        """Take in the next event."""
        if not isinstance(event, events.LogLine):  # a million of them would stay in memory
            self.events.append(event)
        if not event.manifest:
            if isinstance(event, events.RunFailed):
                self.failures.append(event)
            return
        result = self.results.setdefault(event.manifest, Result(event.manifest))
        if isinstance(event, events.FindingReported):
            result.findings.append(event.finding)
        elif isinstance(event, events.OutputChanged):
            result.outputs[event.name] = event.value
        elif isinstance(event, events.StatusChanged):
            result.statuses[(event.resource_type, event.name)] = event
            result.timeline.append(event)
        elif isinstance(event, events.RunFailed):
            result.failures.append(event)
            self.failures.append(event)
        elif isinstance(event, events.PlanMade):
            result.plan = event

    @property
    def findings(self) -> list[diagnostics.Finding]:
        """All findings of the run, in order."""
        return [finding for result in self.results.values() for finding in result.findings]

    @property
    def exit_code(self) -> int:
        """The exit code the run deserves."""
        codes = {failure.exit_code for failure in self.failures}
        if diagnostics.fails(self.findings, self.fail_on):
            codes.add(diagnostics.FINDINGS)
        return next((code for code in _WORST if code in codes), diagnostics.SUCCESS)

    def outputs(self) -> dict[str, str]:
        """The outputs of the whole run: counts, and the single values of the first manifest."""
        first = next(iter(self.results.values()), Result(""))
        counts = {f"{name}s": str(diagnostics.count(self.findings, name)) for name in (ERROR, WARNING)}
        return {**first.outputs, **counts}

    def as_data(self) -> dict[str, Any]:
        """The report as JSON types."""
        return {
            "version": 1,
            "command": self.command,
            "exit_code": self.exit_code,
            "errors": diagnostics.count(self.findings, ERROR),
            "warnings": diagnostics.count(self.findings, WARNING),
            "findings": [finding_data(finding) for finding in self.findings],
            "failures": [_failure_data(failure) for failure in self.failures],
            "results": [_result_data(result) for result in self.results.values()],
        }


def fold(stream: Iterable[events.Event], command: str, fail_on: str) -> Report:
    """Make the report of a recorded stream."""
    report = Report(command, fail_on)
    for event in stream:
        report.add(event)
    return report


def finding_data(finding: diagnostics.Finding) -> dict[str, Any]:
    """A finding as JSON types; line and column count from 1."""
    return {
        "path": list(finding.path),
        "file": finding.location.file,
        "line": finding.location.line,
        "column": finding.location.column,
        "severity": finding.severity,
        "rule": finding.rule,
        "message": finding.message,
        "hint": finding.hint,
        "docs": f"docs/rules/{finding.rule}.md",
        "related": [{**_place_data(location), "message": text} for location, text in finding.related],
        "fix": _edit_data(finding.fix) if finding.fix else None,
    }


def _place_data(location: diagnostics.Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}


def _edit_data(edit: diagnostics.Edit) -> dict[str, Any]:
    return {"start": _place_data(edit.start), "end": _place_data(edit.end), "text": edit.text}


def _failure_data(failure: events.RunFailed) -> dict[str, Any]:
    return dict(vars(failure))


def _result_data(result: Result) -> dict[str, Any]:
    data: dict[str, Any] = dict(result.output_fields())
    data["findings"] = len(result.findings)
    if result.plan:
        plan = result.plan
        data["plan"] = {"decision": plan.decision, "reason": plan.reason, "operation": plan.operation}
        data["plan"].update(
            request=plan.request, added_fields=list(plan.added_fields), differences=list(plan.differences)
        )
        data["plan"].update(jobs=list(plan.jobs), visible_to_buyers=list(plan.visible_to_buyers))
    if result.statuses:
        data["statuses"] = [
            {
                "resource_type": one.resource_type,
                "name": one.name,
                "status": one.status,
                "reason": one.reason,
                "elapsed_seconds": round(one.elapsed_seconds, 1),
            }
            for one in result.statuses.values()
        ]
    return data
