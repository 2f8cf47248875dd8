"""The job summary in Markdown: result, resources, causes, timeline and links; text from others has no effect in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...manifest import findings
from .. import console_links, events, messages, report, timeline
from ..events import Event
from . import _gantt, _plan
from ._markdown import Part, cell, details, fenced, fit, row, table

DESCRIPTION = "Markdown for a job summary"
LIVE = False
# A summary over 1 MiB is dropped completely (actions/runner, FileCommandManager.cs).
MAX_SIZE = 900_000
_MAX_FINDINGS = 200
_MAX_CHARTS = 10
_RESULTS = {
    findings.FINDINGS: "Check failed",
    findings.USAGE: "Invalid configuration",
    findings.AWS_REFUSED: "AWS refused the request or could not be reached",
    findings.VALIDATION_FAILED: "Validation failed",
    findings.TIMED_OUT: "Timed out",
    findings.CONFLICT: "Name exists with different content",
    findings.INTERNAL_ERROR: "Internal error",
    findings.INTERRUPTED: "Interrupted",
}
_SUCCESSES = {"create": "Created and validated", "watch": "Validated", "plan": "Planned", "check": "Check passed"}


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield the summary of recorded events."""
    yield of_report(report.build(stream, command, fail_on)).rstrip("\n")


def of_report(run: report.Report, run_url: str = "", limit: int = MAX_SIZE) -> str:
    """Return the summary of a report in at most `limit` bytes; `run_url` is the page of the workflow run."""
    results = list(run.results.values())
    parts = [Part(100, "title", f"### SageMaker Marketplace: {run.command}: {_result(run)}")]
    if any(result.outputs for result in results):
        parts.append(_resources(results))
    parts += _failures(run)
    parts += _timelines(run)
    parts += _jobs(run)
    parts += [_statuses(result) for result in results if result.statuses]
    parts += _plan.parts(run)
    parts.append(_findings(run))
    parts += _links(run, run_url)
    return fit(parts, limit)


def _result(run: report.Report) -> str:
    if run.exit_code != findings.SUCCESS:
        titles = [failure.title for failure in run.failures if failure.exit_code == run.exit_code]
        return next(filter(None, titles), _RESULTS[run.exit_code])
    outputs = [result.outputs for result in run.results.values()]
    if run.command == "create" and all(output.get("action-taken") == "unchanged" for output in outputs):
        return "No changes"
    if run.command == "create" and any(output.get("status") != "Completed" for output in outputs):
        return "Created; not validated yet"
    return _SUCCESSES.get(run.command, "Succeeded")


def _resources(results: Iterable[report.Result]) -> Part:
    names = ("region", "action-taken", "status", "arn")
    rows = []
    for result in results:
        resource = f"{result.outputs.get('kind', '')} {result.outputs.get('name', '')}"
        rows.append(row(result.manifest, resource.strip(), *(result.outputs.get(name, "") for name in names)))
    return Part(90, "resources", table(("Manifest", "Resource", "Region", "Action", "Status", "ARN")), tuple(rows))


def _failures(run: report.Report) -> Iterator[Part]:
    for failure in run.failures:
        manifest = f" ({cell(failure.manifest)})" if failure.manifest else ""
        yield Part(85, "failures", f"**{cell(failure.message)}**{manifest}")
        if failure.causes:
            yield Part(80, "causes", "#### Diagnosis", tuple(_causes(failure)))
        if failure.hint:
            yield Part(80, "hints", fenced(failure.hint))
        if console_links.safe_url(failure.logs):
            yield Part(80, "logs", f"Logs: [CloudWatch Logs]({failure.logs})")
    for failure in run.failures:
        if failure.log_lines:
            head, tail = details(f"Details of {failure.manifest}", [fenced("\n".join(failure.log_lines))])
            yield Part(25, "log lines", head, (), tail)


def _causes(failure: events.RunFailed) -> Iterator[str]:
    for number, cause in enumerate(failure.causes):
        if number:
            yield f"\n{messages.other_causes(failure)}"
        parts = {"Fix": cause.fix, "Where": messages.cause_location(cause)}
        lines = [
            f"Cause: **{cell(cause.cause)}**",
            *(f"{label}: {cell(text)}" for label, text in parts.items() if text),
            *(cell(line) for line in messages.cause_findings(cause)),
        ]
        if cause.evidence:
            lines.append("Evidence:")
        # Two spaces at the end of a line break it.
        shown = "  \n".join(lines)
        yield f"\n{shown}\n\n{fenced(cause.evidence)}" if cause.evidence else f"\n{shown}"


def _timelines(run: report.Report) -> Iterator[Part]:
    """A chart for each of the first manifests; a browser draws every chart of a page."""
    spans = timeline.spans(run.events)
    manifests = list(dict.fromkeys(span.manifest for span in spans))
    for manifest in manifests[:_MAX_CHARTS]:
        title = f"Timeline of {cell(manifest)}" if len(manifests) > 1 else "Timeline"
        own = [span for span in spans if span.manifest == manifest]
        shown = [f"#### {title}", f"```mermaid\n{_gantt.chart(own)}\n```"]
        if len(own) > _gantt.MAX_TASKS:
            shown.append(f"and {len(own) - _gantt.MAX_TASKS:,} more, not drawn.")
        yield Part(60, "timeline", "\n\n".join(shown))
    if len(manifests) > _MAX_CHARTS:
        yield Part(60, "timeline", f"and {len(manifests) - _MAX_CHARTS:,} more timelines, not drawn.")


def _jobs(run: report.Report) -> Iterator[Part]:
    jobs = [event for event in run.events if isinstance(event, events.JobFinished)]
    if not jobs:
        return
    rows = tuple(
        row(job.job_type, job.name, job.status, messages.duration(job.billed_seconds), _cost(job.cost_usd))
        for job in jobs
    )
    costs = [job.cost_usd for job in jobs if job.cost_usd is not None]
    tail = f"\n\nTotal: {cell(_cost(sum(costs)))}" if len(costs) == len(jobs) > 1 else ""
    yield Part(50, "jobs", f"#### Jobs\n\n{table(('Type', 'Job', 'Status', 'Billed', 'Cost'))}", rows, tail)


def _cost(usd: float | None) -> str:
    return "" if usd is None else messages.dollars(usd)


def _statuses(result: report.Result) -> Part:
    titles = ("Elapsed", "Resource", "Status", "Reason")
    head, tail = details(f"Status history of {result.manifest}", [table(titles)])
    rows = (
        row(
            messages.duration(status.elapsed_seconds),
            f"{status.resource_type} {status.name}".strip(),
            status.status,
            status.reason,
        )
        for status in result.timeline
    )
    return Part(30, "statuses", head, tuple(rows), tail)


def _findings(run: report.Report) -> Part:
    found = [finding for finding in findings.worst_first(run.findings) if finding.rule not in messages.CAUSES]
    head = messages.counts(found, len(run.results))
    if not found:
        return Part(20, "findings", head)
    rows = []
    for finding in found[:_MAX_FINDINGS]:
        hint = f" ({finding.hint})" if finding.hint else ""
        where = f"{finding.location.file}:{finding.location.line}"
        rows.append(row(finding.severity, where, finding.message + hint, finding.rule))
    omitted = len(found) - _MAX_FINDINGS
    tail = f"\n\nand {omitted} more in the log." if omitted > 0 else ""
    return Part(20, "findings", f"{head}\n\n{table(('Severity', 'Where', 'Finding', 'Rule'))}", tuple(rows), tail)


def _links(run: report.Report, run_url: str) -> Iterator[Part]:
    links = [("This run", run_url)]
    for result in run.results.values():
        links.append((f"{result.outputs.get('kind', '')}s in the console", result.outputs.get("console-url", "")))
        region = result.outputs.get("region", "")
        for job_type, name in dict.fromkeys(_jobs_of(run, result.manifest)):
            links += console_links.of_job(region, job_type, name)
    shown = tuple(dict.fromkeys(f"- [{cell(title)}]({url})" for title, url in links if console_links.safe_url(url)))
    if shown:
        yield Part(70, "links", "#### Links\n", shown)


def _jobs_of(run: report.Report, manifest: str) -> Iterator[tuple[str, str]]:
    """Yield type and name of each job of a manifest."""
    for event in run.events:
        if event.manifest != manifest:
            continue
        if isinstance(event, events.StatusChanged):
            yield event.resource_type, event.name
        elif isinstance(event, events.JobFinished):
            yield timeline.JOBS.get(event.job_type, ""), event.name
