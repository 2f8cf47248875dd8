"""Events as lines of plain text, for all formats that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..manifest import paths
from ..manifest.findings import ERROR, VALIDATION_FAILED, WARNING, Finding, Location, count
from . import colors, events, excerpt, matrix, measured, plans, relay, resume, rule_pages

_CENT = 0.01
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
# The stages whose findings are counted at their end.
_COUNTED = {
    "check": "checked",
    "preflight": "checked against the account",
    "rehearse": "rehearsed",
}
# The findings that the failure after them repeats as its causes.
CAUSES = ("create-refused", "validation-failed", "rehearsal-failed")
# The outputs that are printed at once, because a run can be killed before its closing lines.
_SHOWN_OUTPUTS = ("arn",)
_JOB_ENDS = {"Completed": "completed", "Failed": "failed", "Stopped": "stopped"}


def lines(event: events.Event, sources: Mapping[str, Mapping[int, str]], paint: colors.Paint = colors.raw) -> list[str]:
    """The lines of an event; `sources` has lines of the manifests' files by number, to show those with findings."""
    match event:
        case events.FindingReported(finding=finding) if finding.rule in CAUSES:
            return []
        case events.FindingReported(finding=finding):
            return finding_lines(finding, sources.get(finding.location.file, {}), paint)
        case events.PlanMade():
            return plans.lines(event, paint)
        case events.StatusChanged():
            reason = f": {event.reason}" if event.reason else ""
            name = f" {event.name}" if event.name else ""
            return [f"  [{clock(event.elapsed_seconds)}] {event.resource_type}{name}: {event.status}{reason}"]
        case events.Heartbeat():
            detail = f" ({event.detail})" if event.detail else ""
            return [f"  [{clock(event.elapsed_seconds)}] {event.manifest}: still {event.status}{detail}"]
        case events.LogLine():
            return relay.labeled(event)
        case events.MetricReported():
            return [f"  {event.job_type} metric {event.name} = {event.value}"]
        case events.JobFinished():
            ending = _JOB_ENDS.get(event.status, f"ended: {event.status}")
            cost = "" if event.cost_usd is None else f", {dollars(event.cost_usd)}"
            return [f"  {event.job_type} job {event.name} {ending} (billed: {duration(event.billed_seconds)}{cost})"]
        case events.RehearsalMeasured() | events.TrainingMeasured() | events.RealTimeMeasured():
            return [f"  {measured.line(event)}"]
        case events.ShardSelected(number=shard, total=total, manifests=number):
            part = f"{number:,}" if number else "none"
            manifests = "1 manifest" if event.all_manifests == 1 else f"{event.all_manifests:,} manifests"
            return [f"shard {shard}/{total}: {part} of {manifests}"]
        case events.MatrixPlanned():
            return matrix.lines(event)
        case events.Note(text=text):
            return [f"  {text}"]
        case events.OutputChanged(name=name, value=value) if name in _SHOWN_OUTPUTS:
            return [f"  {name}: {value}"]
        case events.RunFailed():
            details = (f"  {line}" for line in failure_details(event))
            return [f"{event.manifest or 'sagemaker-marketplace'}: {event.message}", *details]
    return []


def without_repetitions(stream: Iterable[events.Event]) -> Iterator[events.Event]:
    """Yield the events, without reasons of statuses that an earlier status of the manifest had.

    AWS repeats the reason of a job in the status of its validation.
    """
    reasons: set[tuple[str, str]] = set()
    for event in stream:
        if isinstance(event, events.StatusChanged):
            key = (event.manifest, event.reason)
            event = replace(event, reason="") if key in reasons else event
            reasons.add(key)
        yield event


def stage(event: events.StageStarted) -> str:
    """The title of a stage."""
    return f"{event.stage} {event.manifest}"


def finding_lines(finding: Finding, source: Mapping[int, str], paint: colors.Paint = colors.raw) -> list[str]:
    """A finding as `file:line:column: severity: message [rule]`, its line with the value underlined, and the hint."""
    location, severity = finding.location, finding.severity
    head = paint(colors.BOLD, f"{_position(location)}:"), paint(severity, f"{severity}:"), paint("", finding.message)
    shown = [" ".join([*head, paint(colors.DIM, f"[{finding.rule}]")])]
    if location.line in source:
        number = str(location.line)
        end = finding.end.column if finding.end else location.column
        text, indent, carets = excerpt.excerpt(source[location.line], location.column, end)
        below = " " * len(number)
        shown.append(f"{paint(colors.DIM, f'  {number} |')} {paint('', text)}")
        shown.append(f"{paint(colors.DIM, f'  {below} |')} {indent}{paint(severity, carets)}")
    if finding.hint:
        shown.append(paint("", f"    {finding.hint}{' (fixable with --fix)' if finding.fix else ''}"))
    shown += [paint("", f"    {_position(other)}: {text}") for other, text in finding.related]
    return shown


def link_lines(rule: str, linked: set[str], paint: colors.Paint = colors.raw) -> list[str]:
    """A link to the page of a rule, unless the rule is one of `linked`, to which it is added."""
    if rule in linked:
        return []
    linked.add(rule)
    return [paint(colors.DIM, f"    {rule_pages.url(rule)}")]


def failure_details(failure: events.RunFailed) -> list[str]:
    """The lines below a failure's message: its causes, each part with a label, its hint, and the end of the logs.

    How to resume a validation is not among them: the closing lines of a run have that.
    """
    return [
        *_causes(failure),
        *_service_words(failure),
        *resume.without_commands(failure.hint).splitlines(),
        *_logs(failure),
    ]


def failure_text(failure: events.RunFailed) -> str:
    """The same as one string, in which a hint keeps its line breaks."""
    return "\n".join(
        [*_causes(failure), *_service_words(failure), *([failure.hint] if failure.hint else []), *_logs(failure)]
    )


def _causes(failure: events.RunFailed) -> Iterator[str]:
    for number, cause in enumerate(failure.causes):
        if number:
            yield other_causes(failure)
        yield from cause_lines(cause)


def _service_words(failure: events.RunFailed) -> list[str]:
    return [f"AWS would report: {failure.service_words}"] if failure.service_words else []


def _logs(failure: events.RunFailed) -> Iterator[str]:
    yield from failure.log_lines
    if failure.logs:
        yield f"Logs: {failure.logs}"


def other_causes(failure: events.RunFailed) -> str:
    """The heading of a further cause: a validation has one cause, a refused request may have several errors."""
    return "Also possible:" if failure.exit_code == VALIDATION_FAILED else "Also refused:"


def cause_lines(cause: events.FailureCause) -> list[str]:
    """The known parts of a cause, each with its label."""
    labels = {"Cause": cause.cause, "Fix": cause.fix, "Where": _cause_location(cause), "Evidence": cause.evidence}
    return [*(f"{label}: {text}" for label, text in labels.items() if text), *_cause_findings(cause)]


def _cause_findings(cause: events.FailureCause) -> list[str]:
    """The findings that predicted a cause, one line each."""
    return [
        f"Finding: {found.location.file}:{found.location.line}: {found.severity}: {found.message} [{found.rule}]"
        for found in cause.findings
    ]


def _cause_location(cause: events.FailureCause) -> str:
    """File, line and path of a cause; empty if there is no manifest."""
    if cause.location is None:
        return ""
    where = f"{cause.location.file}:{cause.location.line}"
    return f"{where}: {paths.text(cause.path)}" if cause.path else where


def counts(findings: Iterable[Finding], manifests: int, stage: str = "check", hidden: Iterable[Finding] = ()) -> str:
    """How many manifests a stage has checked, and how many findings of each severity there are.

    `hidden` are those below min-severity.
    """
    not_shown = list(hidden)
    found = [*findings, *not_shown]
    errors, warnings = count(found, ERROR), count(found, WARNING)
    infos = len(found) - errors - warnings
    parts = [_number(errors, "error"), _number(warnings, "warning")] + ([f"{infos} info"] if infos else [])
    omitted = f"; {len(not_shown)} hidden by min-severity" if not_shown else ""
    return f"{_number(manifests, 'manifest')} {_COUNTED[stage]}: {', '.join(parts)}{omitted}"


class Checked:
    """What a stage has checked and found since the last one ended, and the lines to show with it."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.sources: dict[str, Mapping[int, str]] = {}
        self._found: list[Finding] = []
        self._hidden: list[Finding] = []
        self._manifests = 0
        self._rehearsed: set[str] = set()

    def add(self, event: events.Event) -> None:
        """Add the next event."""
        match event:
            case events.ManifestRead(sources=sources):
                self.sources.update(sources)
                self._manifests += 1
            case events.StageStarted(stage="preflight"):
                self._manifests += 1
            case events.RehearsalMeasured(manifest=manifest) | events.TrainingMeasured(manifest=manifest):
                self._rehearsed.add(manifest)
            case events.FindingReported(finding=finding):
                self._found.append(finding)
            case events.FindingHidden(finding=finding):
                self._hidden.append(finding)

    def end(self, stage: str) -> tuple[list[Finding], str]:
        """End a stage: return its findings that are shown, and their counts, which are empty if it is not counted."""
        found = self._found
        number = len(self._rehearsed) if stage == "rehearse" else self._manifests
        # A manifest can end before its rehearsal.
        is_counted = stage in _COUNTED and not (stage == "rehearse" and number == 0)
        text = counts(found, number, stage, self._hidden) if is_counted else ""
        self._found, self._hidden, self._manifests = [], [], 0
        return found, text


def clock(seconds: float) -> str:
    """An elapsed time as hours, minutes and seconds."""
    whole = int(seconds)
    return f"{whole // _HOUR}:{whole // _MINUTE % 60:02}:{whole % 60:02}"


def duration(seconds: float) -> str:
    """A duration in its two largest units, such as `1 h 2 min`."""
    whole = int(seconds)
    units = [(whole // _DAY, "d"), (whole // _HOUR % 24, "h"), (whole // _MINUTE % 60, "min"), (whole % 60, "s")]
    first = next((index for index, (number, _) in enumerate(units) if number), len(units) - 1)
    return " ".join(f"{number} {unit}" for number, unit in units[first : first + 2] if number) or "0 s"


def dollars(usd: float) -> str:
    """An amount in USD, an estimate from list prices."""
    return f"about ${usd:.2f}" if usd >= _CENT else "< $0.01"


def _position(location: Location) -> str:
    return f"{location.file}:{location.line}:{location.column}"


def _number(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
