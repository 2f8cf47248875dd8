"""Only the result of a run on standard output: ARNs, the decisions of a plan, verdicts, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...manifest.findings import FINDINGS, fails
from .. import colors, events, messages, untrusted
from ..report import Report

DESCRIPTION = "the option --quiet"
LIVE = True
OPTIONS = ("paint", "command")


def render(
    stream: Iterable[events.Event], command: str = "check", paint: colors.Paint = colors.uncolored
) -> Iterator[str]:
    """Yield the result of each manifest as soon as it is known."""
    sources: dict[str, Mapping[int, str]] = {}
    passed = "passed"
    for event in stream:
        match event:
            case events.StageStarted(stage="rehearse"):
                passed = "passed"
            case events.RehearsalMeasured(requests=0):
                passed = "not rehearsed"
            case events.ManifestRead():
                sources.update(event.sources)
            case events.FindingReported(finding=finding) if command == "check":
                file = finding.location.file
                yield from messages.lines(event, {file: sources.get(file, {})}, paint)
            case events.PlanMade() if command == "plan":
                yield untrusted.line(event.decision)
            case events.StageFinished(stage="rehearse") if command == "rehearse":
                yield passed if event.succeeded else "failed"
            case events.OutputChanged(name="arn") if command != "plan":
                yield untrusted.line(event.value)


def errors(event: events.Event, command: str, fail_on: str) -> list[str]:
    """The lines for standard error: a failure with its causes and hint, or a finding that prevents the creation."""
    match event:
        case events.RunFailed():
            title = f"{event.manifest or 'sagemaker-marketplace'}: {event.message}"
            return [title, *(f"  {line}" for line in messages.failure_text(event).splitlines())]
        case events.FindingReported(finding=finding) if command != "check" and fails([finding], fail_on):
            return messages.lines(event, {})
    return []


def hidden_errors(run: Report) -> list[str]:
    """The lines for standard error if only findings that min-severity hides have failed a run."""
    shown = [found for result in run.results.values() for found in result.findings]
    hidden = [found for result in run.results.values() for found in result.hidden if fails([found], run.fail_on)]
    if run.exit_code != FINDINGS or fails(shown, run.fail_on) or not hidden:
        return []
    number, them = ("1 finding", "it") if len(hidden) == 1 else (f"{len(hidden)} findings", "them")
    return [
        f"sagemaker-marketplace: failed because of {number} hidden by min-severity",
        f"  omit min-severity to show {them}",
    ]
