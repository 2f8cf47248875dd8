"""The report of a run, built from its events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..manifest import findings as codes
from ..manifest.findings import ERROR, WARNING, Finding, Location, count, fails
from . import events, matrix, measured, plans, resume, rule_pages
from .contract import SCHEMA_VERSION
from .progress import FEW
from .quantities import Measured

if TYPE_CHECKING:  # only `schema` reads the types of the contract, and a check must start fast
    from .contract.findings import (
        CauseData,
        Counts,
        FailureData,
        FieldData,
        FindingData,
        LocationData,
        SpanData,
    )
    from .contract.report import ReportData, ResultData

# The exit code of a run with several failures is the first of these that occurs.
BY_PRIORITY = (
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
        # All events of the manifest except the lines of logs.
        self.events: list[events.Event] = []
        self.plan: events.PlanMade | None = None
        self.measured: list[Measured] = []
        # Seconds from the run's start to the start and the end of each stage.
        self.began: dict[str, float] = {}
        self.ended: dict[str, float] = {}

    @property
    def role(self) -> str:
        """The role that the manifest names; empty if it names none."""
        return self.outputs.get("role-to-assume", "")

    def how_to_resume(self, profile: str = "") -> tuple[str, str]:
        """The command that watches the resource, and the inputs of the action that do."""
        arn = self.outputs.get("arn", "")
        return resume.command(arn, profile, self.manifest, self.role), resume.inputs(arn, self.role)

    def continues(self, hint: str) -> bool:
        """Whether a hint says that the validation continues."""
        return resume.continues(self.how_to_resume()[0], hint)

    def output_fields(self) -> dict[str, str]:
        """The manifest and its outputs as fields of a JSON object, with `_` for the `-` in the names of outputs."""
        return {"manifest": self.manifest, **{name.replace("-", "_"): text for name, text in self.outputs.items()}}


class Report:
    """The results of a run."""

    def __init__(self, command: str, fail_on: str, profile: str = "", manifests: Sequence[str] = ()) -> None:
        """Start an empty report; `profile` is the profile whose credentials the run uses.

        `manifests` are the files, globs and folders as the user gave them.
        """
        self.manifests = manifests
        self.command = command
        self.profile = profile
        self.fail_on = fail_on
        self.shard = ""
        self.matrix: events.MatrixPlanned | None = None
        self.events: list[events.Event] = []
        # What ended the run altogether.
        self.general_failures: list[events.RunFailed] = []
        self._results: dict[str, Result] = {}
        self._order: dict[str, int] = {}
        self._is_ordered = True

    def add(self, event: events.Event) -> None:
        """Add the next event."""
        if not isinstance(event, events.LogLine):  # a million of them would stay in memory
            self.events.append(event)
        if isinstance(event, events.ManifestsFound):
            self._order = {manifest: index for index, manifest in enumerate(event.manifests)}
        elif isinstance(event, events.ShardSelected):
            self.shard = f"{event.number}/{event.total}"
        self.matrix = event if isinstance(event, events.MatrixPlanned) else self.matrix
        if not event.manifest:
            self.general_failures += [event] if isinstance(event, events.RunFailed) else []
            return
        if event.manifest not in self._results:
            self._results[event.manifest] = Result(event.manifest)
            self._is_ordered = not self._order
        result = self._results[event.manifest]
        if not isinstance(event, events.LogLine):
            result.events.append(event)
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
            case events.RehearsalMeasured() | events.TrainingMeasured() | events.RealTimeMeasured():
                result.measured.append(event)
            case events.StageStarted(stage=stage, elapsed_seconds=seconds):
                result.began[stage] = seconds
            case events.StageFinished(stage=stage, elapsed_seconds=seconds):
                result.ended[stage] = seconds

    @property
    def results(self) -> dict[str, Result]:
        """The results by manifest, in the order of the manifests, whichever had the first event."""
        if not self._is_ordered:
            last = len(self._order)
            ordered = sorted(self._results, key=lambda manifest: self._order.get(manifest, last))
            self._results = {manifest: self._results[manifest] for manifest in ordered}
            self._is_ordered = True
        return self._results

    @property
    def is_many(self) -> bool:
        """Whether there are too many manifests to show every line of each."""
        return len(self._order) > FEW

    @property
    def first_manifest(self) -> str:
        """The manifest whose outputs are the single outputs of the run; empty if there is none yet."""
        return next(iter(self._order or self._results), "")

    @property
    def failures(self) -> list[events.RunFailed]:
        """The failures in the order of the manifests, then those that ended the run altogether."""
        of_manifests = [failure for result in self.results.values() for failure in result.failures]
        return [*of_manifests, *self.general_failures]

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
        return next((code for code in BY_PRIORITY if code in found), codes.SUCCESS)

    def outputs(self) -> dict[str, str]:
        """The outputs of the whole run: counts, and the single values of the first manifest."""
        first = self.results.get(self.first_manifest, Result(""))
        return {**first.outputs, **{f"{name}s": str(self.count(name)) for name in (ERROR, WARNING)}}

    def as_data(self) -> ReportData:
        """The report as JSON types."""
        data: Any = {
            "schema_version": SCHEMA_VERSION,
            "command": self.command,
            "fail_on": self.fail_on,
            "exit_code": self.exit_code,
            **counts(self.findings, self.hidden),
            "findings": [
                {"manifest": result.manifest, **finding_data(finding)}
                for result in self.results.values()
                for finding in result.findings
            ],
            "failures": [failure_data(failure) for failure in self.failures],
            "results": [_result_data(result) for result in self.results.values()],
        }
        data |= {"shard": self.shard} if self.shard else {}
        data |= {"matrix": matrix.data(self.matrix)} if self.matrix else {}
        report_data: ReportData = data
        return report_data


def build(stream: Iterable[events.Event], command: str, fail_on: str) -> Report:
    """Build the report of recorded events."""
    report = Report(command, fail_on)
    for event in stream:
        report.add(event)
    return report


def counts(shown: list[Finding], hidden: list[Finding]) -> Counts:
    """The numbers of findings as JSON types."""
    found = [*shown, *hidden]
    return {"errors": count(found, ERROR), "warnings": count(found, WARNING), "hidden": len(hidden)}


def finding_data(finding: Finding) -> FindingData:
    """A finding as JSON types; lines and columns count from 1."""
    edit = finding.fix
    return {
        "path": list(finding.path),
        **_span_data(finding.location, finding.end),
        "severity": finding.severity,
        "rule": finding.rule,
        "message": finding.message,
        "hint": finding.hint,
        "docs": rule_pages.url(finding.rule),
        "related": [{**_location_data(location), "message": text} for location, text in finding.related],
        "fix": {"start": _location_data(edit.start), "end": _location_data(edit.end), "text": edit.text}
        if edit
        else None,
    }


def failure_data(failure: events.RunFailed) -> FailureData:
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


def _cause_data(cause: events.FailureCause) -> CauseData:
    where: FieldData | None = None
    if cause.location:
        where = {"path": list(cause.path), **_span_data(cause.location, cause.end)}
    findings = [finding_data(finding) for finding in cause.findings]
    return {"cause": cause.cause, "fix": cause.fix, "where": where, "evidence": cause.evidence, "findings": findings}


def _location_data(location: Location) -> LocationData:
    return {"file": location.file, "line": location.line, "column": location.column}


def _span_data(start: Location, end: Location | None) -> SpanData:
    """A location and its end (exclusive), which is null if it is not known."""
    return {
        **_location_data(start),
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
    }


def _result_data(result: Result) -> ResultData:
    numbers = counts(result.findings, result.hidden)
    data: Any = {"manifest": result.manifest, **numbers, **result.output_fields()}
    if result.plan:
        data["plan"] = {**plans.data(result.plan), "request": result.plan.request}
    data |= measured.data_by_key(result.measured)
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
    result_data: ResultData = data
    return result_data
