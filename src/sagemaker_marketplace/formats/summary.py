"""The job summary: a verdict, a table, the reasons. Markdown in which no text of others does anything."""

from __future__ import annotations

import re

from ..core import diagnostics, narration, report, untrusted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..core.events import Event

DESCRIPTION = "Markdown for a job summary, at the end"
LIVE = False
# A summary over 1 MiB is dropped whole (actions/runner, FileCommandManager.cs).
_MOST = 900_000
_MOST_FINDINGS = 200
_VERDICTS = {
    diagnostics.FINE: "Fine",
    diagnostics.FINDINGS: "The check failed",
    diagnostics.USAGE: "The settings are wrong",
    diagnostics.AWS_REFUSED: "AWS refused or did not answer",
    diagnostics.VALIDATION_FAILED: "The validation failed",
    diagnostics.TIME_UP: "Time is up, the validation goes on",
    diagnostics.BUG: "A bug",
    diagnostics.INTERRUPTED: "Interrupted",
}


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Give the summary of a recorded stream."""
    yield of_report(report.fold(stream, command, fail_on)).rstrip("\n")


def of_report(whole: report.Report) -> str:
    """The summary of a report."""
    parts = [f"### SageMaker Marketplace: {whole.command}: {_VERDICTS[whole.exit_code]}\n"]
    parts += [_failure(failure.manifest, failure.message, failure.remedy) for failure in whole.failures]
    if any(result.outputs for result in whole.results.values()):
        parts.append(_resources(whole))
    parts += [_plan(result) for result in whole.results.values() if result.plan and whole.command == "plan"]
    parts += [_statuses(result) for result in whole.results.values() if result.statuses]
    parts.append(_findings(whole))
    text = "\n".join(parts)
    return text if len(text.encode()) <= _MOST else text.encode()[:_MOST].decode("utf-8", "ignore") + "\n\n(cut here)\n"


def _failure(manifest: str, message: str, remedy: str) -> str:
    told = [f"**{cell(message)}**" + (f" ({cell(manifest)})" if manifest else "")]
    return "\n\n".join([*told, fenced(remedy)] if remedy else told) + "\n"


def _resources(whole: report.Report) -> str:
    rows = ["| manifest | resource | Region | action | status | ARN |", "| --- | --- | --- | --- | --- | --- |"]
    for result in whole.results.values():
        outputs = result.outputs
        resource = f"{outputs.get('kind', '')} {outputs.get('name', '')}"
        texts = (
            result.manifest,
            resource,
            *(outputs.get(name, "") for name in ("region", "action-taken", "status", "arn")),
        )
        rows.append(f"| {' | '.join(cell(text) for text in texts)} |")
    return "\n".join(rows) + "\n"


def _plan(result: report.Result) -> str:
    import json

    plan = result.plan
    if plan is None:
        return ""
    rows = [f"#### {cell(result.manifest)}: {cell(plan.decision)}\n", f"{cell(plan.reason)}\n"]
    for title, lines in (("differences", plan.differences), ("jobs", plan.jobs), ("buyers will see", plan.visible)):
        if lines:
            rows += [f"{title}:\n", *(f"- {cell(line)}" for line in lines), ""]
    request = json.dumps(plan.request, indent=2, ensure_ascii=False, default=str)
    head = f"{plan.operation} in {plan.region}" + (f", filled in: {', '.join(plan.filled)}" if plan.filled else "")
    rows += [f"<details><summary>{cell(head)}</summary>\n", fenced(request), "\n</details>"]
    return "\n".join(rows) + "\n"


def _statuses(result: report.Result) -> str:
    rows = [f"#### {cell(result.manifest)}\n", "| after | what | status | reason |", "| --- | --- | --- | --- |"]
    for one in result.timeline:
        texts = (narration.clock(one.seconds), f"{one.what} {one.name}", one.status, one.reason)
        rows.append(f"| {' | '.join(cell(text) for text in texts)} |")
    return "\n".join(rows) + "\n"


def _findings(whole: report.Report) -> str:
    found = diagnostics.worst_first(whole.findings)
    head = narration.verdict(found, len(whole.results))
    if not found:
        return f"{head}\n"
    rows = [f"{head}\n", "| severity | where | finding | rule |", "| --- | --- | --- | --- |"]
    for finding in found[:_MOST_FINDINGS]:
        where = f"{finding.place.file}:{finding.place.line}"
        hint = f" ({finding.hint})" if finding.hint else ""
        texts = (finding.severity, where, finding.message + hint, finding.rule)
        rows.append(f"| {' | '.join(cell(text) for text in texts)} |")
    if len(found) > _MOST_FINDINGS:
        rows.append(f"\n{len(found) - _MOST_FINDINGS} more are in the log.")
    return "\n".join(rows) + "\n"


def cell(text: str) -> str:
    """A text as a table cell in which Markdown and HTML have no meaning."""
    flat = untrusted.line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Each sign that begins Markdown, a mention or a formula, as a reference.
    for sign in "\\`*_[]|~!@$":
        flat = flat.replace(sign, f"&#{ord(sign)};")
    return flat


def fenced(text: str) -> str:
    """A text as a code block that ends where we say it ends."""
    lines = [untrusted.line(line) for line in text.splitlines()]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *lines, fence])
