"""The job summary: a verdict, a table, the reasons, a timeline. Markdown in which no text of others does anything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from ...manifest import findings
from ...manifest.findings import Finding
from .. import console_links as links_
from .. import events, messages, report, timeline
from ..events import Event
from . import _gantt
from ._summary_parts import Part, cell, details, fenced, fit, prose, row, table

DESCRIPTION = "Markdown for a job summary, at the end"
LIVE = False
# A summary over 1 MiB is dropped whole (actions/runner, FileCommandManager.cs).
MOST = 900_000
_MOST_FINDINGS = 200
_MOST_CHARTS = 10
_MOST_LINES_OF_A_REQUEST = 2000
# What was refused or failed is told as a reason and not counted among what a check found.
_CAUSES = ("create-refused", "validation-failed")
# A hint of theirs ends with what shows the cause, in the words of AWS or of a log.
_EVIDENCE = re.compile(r"(?s)(.*?) \(((?:image scan|validation|training job|transform job|Create\w+ said)\b.*)\)")
_VERDICTS = {
    findings.SUCCESS: "Fine",
    findings.FINDINGS: "The check failed",
    findings.USAGE: "The settings are wrong",
    findings.AWS_REFUSED: "AWS refused or did not answer",
    findings.VALIDATION_FAILED: "The validation failed",
    findings.TIMED_OUT: "Time is up, the validation goes on",
    findings.INTERNAL_ERROR: "A bug",
    findings.INTERRUPTED: "Interrupted",
}


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Give the summary of a recorded stream."""
    yield of_report(report.fold(stream, command, fail_on)).rstrip("\n")


def of_report(whole: report.Report, run_url: str = "") -> str:
    """The summary of a report, under 900 KB whatever is in it; `run_url` is the page of the workflow's run."""
    results = list(whole.results.values())
    parts = [Part(100, "verdict", f"### SageMaker Marketplace: {whole.command}: {_VERDICTS[whole.exit_code]}")]
    if any(result.outputs for result in results):
        parts.append(_resources(results))
    parts += _reasons(whole)
    parts += _timeline(whole)
    parts += _jobs(whole)
    parts += [_statuses(result) for result in results if result.statuses]
    parts += [_plan(result, result.plan) for result in results if result.plan and whole.command == "plan"]
    parts.append(_findings(whole))
    parts += _pages(whole, run_url)
    return fit(parts, MOST)


def _resources(results: Iterable[report.Result]) -> Part:
    names = ("region", "action-taken", "status", "arn")
    rows = []
    for result in results:
        resource = f"{result.outputs.get('kind', '')} {result.outputs.get('name', '')}"
        rows.append(row(result.manifest, resource.strip(), *(result.outputs.get(name, "") for name in names)))
    return Part(90, "resources", table(("manifest", "resource", "Region", "action", "status", "ARN")), tuple(rows))


def _reasons(whole: report.Report) -> Iterator[Part]:
    """What stopped the run, then why, in three lines a cause; where causes are known, AWS's words are folded up."""
    known = {name for name, result in whole.results.items() if any(map(_is_cause, result.findings))}
    for failure in whole.failures:
        head = f"**{cell(failure.message)}**" + (f" ({cell(failure.manifest)})" if failure.manifest else "")
        yield Part(85, "failures", head)
        if failure.manifest in known:
            continue
        if failure.hint:
            yield Part(80, "reasons", fenced(failure.hint))
    causes = tuple(f"\n{_cause(finding)}" for finding in whole.findings if _is_cause(finding))
    if causes:
        yield Part(80, "reasons", "#### Why", causes)
    for failure in whole.failures:
        if failure.manifest in known and failure.hint:
            head, tail = details(f"all that is known of {failure.manifest}", [fenced(failure.hint)])
            yield Part(25, "log lines", head, (), tail)


def _is_cause(finding: Finding) -> bool:
    return finding.rule in _CAUSES


def _cause(finding: Finding) -> str:
    split = _EVIDENCE.fullmatch(finding.hint)
    fix, evidence = split.groups() if split else (finding.hint, "")
    lines = [f"**{cell(finding.message)}**", prose(f"{finding.location.file}:{finding.location.line}")]
    lines[1:1] = [prose(fix)] if fix else []
    # Two blanks at a line's end break it.
    told = "  \n".join(lines)
    return f"{told}\n\n{fenced(evidence)}" if evidence else told


def _timeline(whole: report.Report) -> Iterator[Part]:
    """A chart for each manifest; the first manifests, for a browser draws every chart of a page."""
    spans = timeline.spans(whole.events)
    manifests = list(dict.fromkeys(span.manifest for span in spans))
    for manifest in manifests[:_MOST_CHARTS]:
        title = f"Timeline of {cell(manifest)}" if len(manifests) > 1 else "Timeline"
        own = [span for span in spans if span.manifest == manifest]
        drawn = [f"#### {title}", f"```mermaid\n{_gantt.chart(own)}\n```"]
        if len(own) > _gantt.MOST_TASKS:
            drawn.append(f"{len(own) - _gantt.MOST_TASKS:,} more are not drawn.")
        yield Part(60, "timeline", "\n\n".join(drawn))
    if len(manifests) > _MOST_CHARTS:
        yield Part(60, "timeline", f"{len(manifests) - _MOST_CHARTS:,} more timelines are not drawn.")


def _jobs(whole: report.Report) -> Iterator[Part]:
    ended = [event for event in whole.events if isinstance(event, events.JobFinished)]
    if not ended:
        return
    rows = tuple(
        row(one.job_type, one.name, one.status, messages.clock(one.billed_seconds), _usd(one.cost_usd)) for one in ended
    )
    costs = [one.cost_usd for one in ended if one.cost_usd is not None]
    tail = f"\n\nTogether {cell(_usd(sum(costs)))}." if len(costs) == len(ended) > 1 else ""
    yield Part(50, "jobs", f"#### Jobs\n\n{table(('use', 'job', 'status', 'billed', 'cost'))}", rows, tail)


def _usd(amount: float | None) -> str:
    return "" if amount is None else messages.dollars(amount)


def _statuses(result: report.Result) -> Part:
    head, tail = details(f"statuses of {result.manifest}", [table(("after", "what", "status", "reason"))])
    rows = (
        row(messages.clock(one.elapsed_seconds), f"{one.resource_type} {one.name}".strip(), one.status, one.reason)
        for one in result.timeline
    )
    return Part(30, "statuses", head, tuple(rows), tail)


def _plan(result: report.Result, plan: events.PlanMade) -> Part:
    rows = [f"#### {cell(result.manifest)}: {cell(plan.decision)}\n", f"{prose(plan.reason)}\n"]
    for title, lines in (
        ("differences", plan.differences),
        ("jobs", plan.jobs),
        ("buyers will see", plan.visible_to_buyers),
    ):
        if lines:
            rows += [f"{title}:\n", *(f"- {prose(line)}" for line in lines), ""]
    request = json.dumps(plan.request, indent=2, ensure_ascii=False, default=str)
    filled = f", added: {', '.join(plan.added_fields)}" if plan.added_fields else ""
    head, tail = details(f"{plan.operation} in {plan.region}{filled}")
    return Part(40, "plans", "\n".join([*rows, head, fenced(request, "text", _MOST_LINES_OF_A_REQUEST)]), (), tail)


def _findings(whole: report.Report) -> Part:
    found = [finding for finding in findings.worst_first(whole.findings) if not _is_cause(finding)]
    head = messages.verdict(found, len(whole.results))
    if not found:
        return Part(20, "findings", head)
    rows = []
    for finding in found[:_MOST_FINDINGS]:
        hint = f" ({finding.hint})" if finding.hint else ""
        where = f"{finding.location.file}:{finding.location.line}"
        rows.append(row(finding.severity, where, finding.message + hint, finding.rule))
    more = len(found) - _MOST_FINDINGS
    tail = f"\n\n{more} more are in the log." if more > 0 else ""
    return Part(20, "findings", f"{head}\n\n{table(('severity', 'where', 'finding', 'rule'))}", tuple(rows), tail)


def _pages(whole: report.Report, run_url: str) -> Iterator[Part]:
    links = [("this run", run_url)]
    for result in whole.results.values():
        links.append((f"{result.outputs.get('kind', '')}s in the console", result.outputs.get("console-url", "")))
        region = result.outputs.get("region", "")
        for span in dict.fromkeys(_jobs_of(whole, result.manifest)):
            links += links_.of_job(region, *span)
    shown = tuple(dict.fromkeys(f"- [{cell(title)}]({url})" for title, url in links if links_.address(url)))
    if shown:
        yield Part(70, "links", "#### Links\n", shown)


def _jobs_of(whole: report.Report, manifest: str) -> Iterator[tuple[str, str]]:
    """What and name of each job that is known of."""
    for event in whole.events:
        if event.manifest != manifest:
            continue
        if isinstance(event, events.StatusChanged):
            yield event.resource_type, event.name
        elif isinstance(event, events.JobFinished):
            yield timeline.JOBS.get(event.job_type, ""), event.name
