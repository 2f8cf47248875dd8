"""The parts of a job summary below its first screen: findings, jobs, statuses, log lines and plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...manifest import findings
from .. import console_links, events, messages, report, rule_pages, timeline
from ..outcome import Outcome
from . import _plan
from ._markdown import Part, cell, code, details, fenced, file_link, link, markdown_row, row, table

_MAX_FINDINGS = 200
_ICONS = {findings.ERROR: "❌", findings.WARNING: "⚠️", findings.INFO: "ℹ️"}


def parts(run: report.Report, commit_url: str, with_findings: bool = True) -> Iterator[Part]:
    """Yield the collapsed sections; findings are not collapsed in a check, and if they ended the run."""
    yield from _plan.parts(run)
    if with_findings:
        yield from findings_parts(run, commit_url)
    yield from _images(run)
    yield from _jobs(run)
    yield from _statuses(run)
    for failure in run.failures:
        if failure.log_lines:
            head, tail = details(f"Last log lines of {failure.manifest}", [fenced("\n".join(failure.log_lines))])
            yield Part(45, "log excerpts", head, (), tail)


def further_causes(found: Sequence[Outcome]) -> Part:
    """The causes of further manifests, which are in no block, one line each."""
    head, tail = details(f"Causes of {len(found):,} more manifests")
    lines = (
        f"- {cell(each.manifest)}: {cell(each.cause)}{f'. Fix: {cell(each.fix)}' if each.fix else ''}" for each in found
    )
    return Part(70, "causes", head, tuple(lines), tail)


def job_links(run: report.Report, manifest: str, region: str) -> Iterator[str]:
    """Yield a link to the page and to the logs of each job of a manifest."""
    for job_type, name in dict.fromkeys(_jobs_of(run, manifest)):
        pages = [link(title, url) for title, url in console_links.of_job(region, job_type, name)]
        if pages:
            yield f"{pages[0]} ({', '.join(pages[1:])})"


def _jobs_of(run: report.Report, manifest: str) -> Iterator[tuple[str, str]]:
    """Yield type and name of each job of a manifest."""
    for event in run.results[manifest].events if manifest else ():
        if isinstance(event, events.StatusChanged):
            yield event.resource_type, event.name
        elif isinstance(event, events.JobFinished):
            yield timeline.JOBS.get(event.job_type, ""), event.name


def findings_parts(run: report.Report, commit_url: str) -> Iterator[Part]:
    """Yield the table of the findings."""
    found = [finding for finding in findings.worst_first(run.findings) if finding.rule not in messages.CAUSES]
    counts = messages.counts(found, len(run.results), hidden=run.hidden)
    is_result = run.command == "check" or run.exit_code == findings.FINDINGS
    if not found:
        if is_result:
            yield Part(75, "findings", counts)
        return
    titles = table(("Severity", "Finding"))
    rows = tuple(_finding_row(finding, commit_url) for finding in found[:_MAX_FINDINGS])
    omitted = len(found) - _MAX_FINDINGS
    note = f"\n\nand {omitted:,} more in the log." if omitted > 0 else ""
    if is_result:
        yield Part(75, "findings", f"{counts}\n\n{titles}", rows, note)
    else:
        head, tail = details(counts, [titles])
        yield Part(20, "findings", head, rows, f"{note}{tail}")


def _finding_row(finding: findings.Finding, commit_url: str) -> str:
    """Return a line of two columns, in the order of the format `text`: a phone shows no more."""
    hint = f"<br>{cell(finding.hint)}" if finding.hint else ""
    severity = f"{_ICONS[finding.severity]}&nbsp;{finding.severity}"
    where = file_link(finding.location.file, commit_url, finding.location.line)
    rule = link(finding.rule, rule_pages.url(finding.rule))
    return markdown_row(severity, f"{where}<br>{cell(finding.message)} ({rule}){hint}")


def _images(run: report.Report) -> Iterator[Part]:
    """The images of several manifests; that of a single one is among the facts."""
    digests = {result.manifest: result.outputs.get("image-digests", "").split() for result in run.results.values()}
    rows = tuple(markdown_row(cell(name), "<br>".join(map(code, found))) for name, found in digests.items() if found)
    if rows and len(digests) > 1:
        head, tail = details("Images", [table(("Manifest", "Image"))])
        yield Part(55, "images", head, rows, tail)


def _jobs(run: report.Report) -> Iterator[Part]:
    everything = (event for result in run.results.values() for event in result.events)
    jobs = [event for event in everything if isinstance(event, events.JobFinished)]
    if not jobs:
        return
    is_only = len(run.results) == 1
    titles = ("Manifest", "Type", "Job", "Status", "Billed", "Cost", "Logs")
    head, tail = details("Jobs", [table(titles[1:] if is_only else titles)])
    rows = tuple(markdown_row(*_job_columns(run, job)[is_only:]) for job in jobs)
    yield Part(50, "jobs", head, rows, tail)


def _job_columns(run: report.Report, job: events.JobFinished) -> tuple[str, ...]:
    region = run.results[job.manifest].outputs.get("region", "")
    resource_type = timeline.JOBS.get(job.job_type, "")
    pages = dict(console_links.of_job(region, resource_type, job.name))
    job_type = link(job.job_type, pages.get(resource_type, ""))
    texts = (job.name, job.status, messages.duration(job.billed_seconds), _cost(job.cost_usd))
    return (cell(job.manifest), job_type, *map(cell, texts), link("logs", pages["logs"]) if pages else "")


def _cost(usd: float | None) -> str:
    return "" if usd is None else messages.dollars(usd)


def _statuses(run: report.Report) -> Iterator[Part]:
    rows = tuple(row for result in run.results.values() for row in _status_rows(result, len(run.results) > 1))
    if rows:
        titles = ("Manifest", "Elapsed", "Resource", "Status", "Reason")
        head, tail = details("Status history", [table(titles if len(run.results) > 1 else titles[1:])])
        yield Part(30, "statuses", head, rows, tail)


def _status_rows(result: report.Result, with_manifest: bool) -> Iterator[str]:
    types = Counter(resource_type for resource_type, _ in result.statuses)
    for status in result.timeline:
        if status.resource_type in timeline.REHEARSALS:
            continue  # it takes seconds
        # The names of jobs are long, and in the table of jobs.
        is_only = types[status.resource_type] == 1
        resource = status.resource_type if is_only else f"{status.resource_type} {status.name}"
        columns = (messages.duration(status.elapsed_seconds), resource, status.status, status.reason)
        yield row(result.manifest, *columns) if with_manifest else row(*columns)
