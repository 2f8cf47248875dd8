"""The job summary in Markdown: verdict, facts, causes and next step on one screen, all else in collapsed sections.

Text from others has no effect in it. That GitHub renders its Markdown with tables, alerts and mermaid charts, and up to
20 summaries for a job: GitHub's documentation, "Workflow commands", Adding a job summary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...manifest import paths
from ...manifest.findings import FINDINGS, INTERRUPTED
from .. import console_links, events, messages, outcome, report, resume, timeline
from ..events import Event
from ..outcome import Outcome
from ..report import BY_PRIORITY
from . import _details, _gantt, _rehearsals
from ._markdown import Part, alert, cell, code, fenced, file_link, fit, link, markdown_row, table, unbroken

DESCRIPTION = "Markdown for a job summary"
LIVE = False
# A summary over 1 MiB is dropped completely (actions/runner, FileCommandManager.cs).
MAX_SIZE = 900_000
_MAX_ALERTS = 10
_MAX_EVIDENCE_LINES = 10
# How many manifests with the same cause are named; the table has all.
_MAX_NAMES = 20
_STATES = (outcome.FAILURE, outcome.NEUTRAL, outcome.SUCCESS)
_ICONS = {outcome.SUCCESS: "✅", outcome.FAILURE: "❌", outcome.NEUTRAL: "⏳"}
_ALERTS = {outcome.SUCCESS: "TIP", outcome.FAILURE: "CAUTION", outcome.NEUTRAL: "WARNING"}


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield the summary of recorded events."""
    yield of_report(report.build(stream, command, fail_on)).rstrip("\n")


def of_report(run: report.Report, commit_url: str = "", limit: int = MAX_SIZE) -> str:
    """Return the summary of a report in at most `limit` bytes.

    `commit_url` is the address below which GitHub shows the files of the commit, for links to lines of manifests.
    """
    found = outcome.outcomes(run)
    if run.is_many:
        # The rest of a table may have no room.
        found = sorted(found, key=_badness)
    words, state = outcome.verdict(run)
    parts = [Part(100, "title", f"### {_ICONS[state]} {cell(words)}")]
    facts = list(_facts(run, [each for each in found if each.manifest], commit_url))
    steps = [*_alerts(run, found, commit_url), *_next_steps(found)]
    # A table of many is longer than a screen.
    parts += [*steps, *facts] if run.is_many else [*facts, *steps]
    # The findings that failed a rehearsal come before its measurements.
    findings_first = run.exit_code == FINDINGS and any(each.measured for each in found)
    parts += _details.findings_parts(run, commit_url) if findings_first else ()
    parts += _rehearsals.parts([each for each in found if each.manifest])
    parts += _timeline(run, found)
    parts += _details.parts(run, commit_url, not findings_first)
    return fit(parts, limit)


def _facts(run: report.Report, found: Sequence[Outcome], commit_url: str) -> Iterator[Part]:
    """The facts of one resource as lines of a table, or a table with a line for each manifest."""
    if run.command == "check" or not any(each.name or each.arn for each in found):
        return
    if len(found) == 1:
        (head, *rows) = [markdown_row(label, text) for label, text in _facts_of(run, found[0], commit_url)]
        yield Part(90, "facts", f"{head}\n| --- | --- |", tuple(rows))
        return
    titles = {
        "Result": [f"{_ICONS[each.state]} {cell(each.verdict)}" for each in found],
        "Manifest": [_manifest(each, commit_url) for each in found],
        "Name": [link(each.name, each.console_url) for each in found],
        "Duration": [unbroken(each.duration) for each in found],
        "Cost": [unbroken(each.cost) for each in found],
        "ARN": [code(each.arn) for each in found],
    }
    columns = {title: texts for title, texts in titles.items() if any(texts)}
    rows = [markdown_row(*texts) for texts in zip(*columns.values(), strict=True)]
    yield Part(90, "manifests", table(tuple(columns)), tuple(rows))


def _facts_of(run: report.Report, each: Outcome, commit_url: str) -> Iterator[tuple[str, str]]:
    """Yield label and Markdown of each known fact."""
    # The page is a list: AWS documents none of a single resource.
    pages = [link(f"{_kind(each).lower()}s", each.console_url)] if each.console_url else []
    facts = {
        cell(_kind(each)): cell(each.name or each.manifest),
        "Region": cell(each.region),
        "Status": cell(each.status),
        "Duration": cell(each.duration),
        "Cost": cell(each.cost),
        "ARN": code(each.arn),
        "Image" if len(each.images) == 1 else "Images": "<br>".join(_images(each)),
        "Manifest": "" if each.manifest == each.arn else _manifest(each, commit_url),
        "Console": ", ".join([*pages, *_details.job_links(run, each.manifest, each.region)]),
    }
    return ((label, text) for label, text in facts.items() if text)


def _images(each: Outcome) -> Iterator[str]:
    for digest, note in each.images.items():
        yield f"{code(digest)} ({note})" if note else code(digest)


def _kind(each: Outcome) -> str:
    return each.kind_in_words.capitalize() or "Resource"


def _manifest(each: Outcome, commit_url: str) -> str:
    if each.manifest == each.arn:
        return ""
    return file_link(each.manifest, commit_url)


def _alerts(run: report.Report, found: Sequence[Outcome], commit_url: str) -> Iterator[Part]:
    """A colored block for each run that failed or continues; further ones, which rarely occur, one line each."""
    failures: dict[str, list[events.RunFailed]] = {}
    for failure in run.failures:
        failures.setdefault(failure.manifest, []).append(failure)
    shown = [each for each in found if (each.manifest in failures and not _continues(each)) or _resume(each)]
    groups = _by_cause(shown) if run.is_many else [[each] for each in shown]
    is_only = len(run.results) <= 1
    for each, *others in groups[:_MAX_ALERTS]:
        title = "" if is_only or not each.manifest else f"**{_manifest(each, commit_url) or code(each.arn)}**"
        blocks = [block for failure in failures.get(each.manifest, ()) for block in _failure(failure, each, commit_url)]
        blocks += _resume(each)
        if blocks:
            same = _same_cause(others)
            yield Part(85, "causes", alert(_ALERTS[each.state] if each.exit_code else "NOTE", [title, *blocks, same]))
    further = [each for group in groups[_MAX_ALERTS:] for each in group]
    if further:
        yield _details.further_causes(further)


def _badness(each: Outcome) -> tuple[bool, int, int]:
    """The sort key that puts what ended the run altogether first, and then the worst."""
    return bool(each.manifest), _STATES.index(each.state), BY_PRIORITY.index(each.exit_code) if each.exit_code else 0


def _continues(each: Outcome) -> bool:
    """Whether only one step for all manifests is left to say about it."""
    return each.next_step is not None and each.next_step.is_for_all


def _by_cause(found: Sequence[Outcome]) -> list[list[Outcome]]:
    """The outcomes of many manifests in groups with the same verdict and cause."""
    groups: dict[tuple[str, str, str], list[Outcome]] = {}
    for each in found:
        groups.setdefault((each.verdict, each.cause, each.fix), []).append(each)
    return list(groups.values())


def _same_cause(others: Sequence[Outcome]) -> str:
    """The manifests with the same cause in one line."""
    if not others:
        return ""
    names = ", ".join(code(each.manifest) for each in others[:_MAX_NAMES])
    more = f" and {len(others) - _MAX_NAMES:,} more" if len(others) > _MAX_NAMES else ""
    return f"**The same in {len(others):,} more:** {names}{more}"


def _failure(failure: events.RunFailed, each: Outcome, commit_url: str) -> Iterator[str]:
    """Yield blocks with causes and fixes.

    That a validation continues after a timeout is in title and facts. How to resume it is in another block.
    """
    hint = resume.without_hint(failure.hint) if each.manifest else resume.without_commands(failure.hint)
    for number, cause in enumerate(failure.causes):
        if number:
            yield messages.other_causes(failure)
        yield from _cause(cause, commit_url)
    is_timeout = each.state == outcome.NEUTRAL and each.next_step and not hint
    is_labeled = not failure.causes and each.state == outcome.FAILURE and each.exit_code != INTERRUPTED
    if not failure.causes and not is_timeout:
        yield f"{'**Cause:** ' * is_labeled}{cell(failure.message).strip()}"
    if hint:
        label = "**Fix:**" * is_labeled
        yield f"{label} {cell(hint)}".strip() if len(hint.splitlines()) == 1 else f"{label}\n\n{fenced(hint)}".strip()
    if failure.service_words:
        words = failure.service_words
        yield (
            f"**AWS would report:** {cell(words)}" if "\n" not in words else f"**AWS would report:**\n\n{fenced(words)}"
        )
    logs = console_links.safe_url(failure.logs)
    if logs:
        yield link("Logs of the job", logs)


def _cause(cause: events.FailureCause, commit_url: str) -> Iterator[str]:
    lines = [f"**Cause:** {cell(cause.cause)}"]
    if cause.fix:
        lines.append(f"**Fix:** {cell(cause.fix)}")
    if cause.location:
        where = file_link(cause.location.file, commit_url, cause.location.line)
        lines.append(f"**Where:** {where} {code(paths.text(cause.path)) if cause.path else ''}".rstrip())
    for found in cause.findings:
        where = file_link(found.location.file, commit_url, found.location.line)
        lines.append(f"**Finding:** {where} {found.severity}: {cell(found.message)} ({cell(found.rule)})")
    if cause.evidence:
        lines.append("**Evidence:**")
    # Two spaces at the end of a line break it.
    yield "  \n".join(lines)
    if cause.evidence:
        yield fenced(cause.evidence, limit=_MAX_EVIDENCE_LINES)


def _resume(each: Outcome) -> list[str]:
    """The command that continues a run, and the inputs that do."""
    step = each.next_step
    if step is None or not step.command or step.is_for_all:
        return []
    shown = [f"**{step.label}:**\n\n{fenced(step.command, 'sh')}"]
    return [*shown, f"or, in a workflow:\n\n{fenced(f'with: {step.inputs}', 'yaml')}"] if step.inputs else shown


def _next_steps(found: Sequence[Outcome]) -> Iterator[Part]:
    """Each next step with a page to read, once for all manifests."""
    steps = Counter(step for each in found if (step := each.next_step) and (step.url or step.is_for_all))
    for step, number in steps.items():
        if step.is_for_all:
            validations = f"{number:,} validations that continue" if number > 1 else "a validation that continues"
            command = fenced(step.command, "sh") if step.command else ""
            words = f"**{step.label}:** {cell(step.text)}, for {validations} in AWS."
            yield Part(86, "next steps", alert("WARNING", [words, command]))
            continue
        yield Part(84, "next steps", alert("TIP", [f"**{step.label}:** {cell(step.text)}. {link('How to', step.url)}"]))


def _timeline(run: report.Report, found: Sequence[Outcome]) -> Iterator[Part]:
    """A chart if there are two jobs or more; the first manifests are drawn."""
    spans = timeline.spans(event for result in run.results.values() for event in result.events)
    if run.is_many:
        places = {each.manifest: place for place, each in enumerate(found)}
        spans.sort(key=lambda span: places[span.manifest])
    if sum(span.type != timeline.SCAN for span in spans) < 2:
        return
    chart = f"```mermaid\n{_gantt.chart(spans, {each.manifest: each.name for each in found})}\n```"
    omitted = len(spans) - _gantt.MAX_TASKS
    note = f"\n\nand {omitted:,} more, not drawn." if omitted > 0 else ""
    yield Part(60, "timeline", f"{chart}{note}")
