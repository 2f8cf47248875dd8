"""A job log for GitHub Actions: stages as groups, annotations, and no workflow commands from others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace

from ...manifest import findings as severities
from ...manifest.findings import ERROR, INFO, WARNING, Finding
from .. import closing, colors, events, messages, plans, rule_pages, stop_commands, untrusted, workflow_commands
from ..many import ManyLines
from ..report import BY_PRIORITY, Report

DESCRIPTION = (
    "`text` for a GitHub job log: collapsible stages and annotations, the most severe first; needs the extra `action`"
)
LIVE = True
# The runner shows the first ten of each kind per step (actions/runner, ExecutionContext.AddIssue).
MAX_ANNOTATIONS = 10
_COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def render(stream: Iterable[events.Event], token: Callable[[], str] | None = None) -> Generator[str, None, None]:
    """Yield each event's lines when it comes; annotations follow the last check and the preflight, worst first.

    Lines of jobs' logs are in blocks in which the runner follows no commands; `token` returns the string that ends one.
    An exception, also one thrown in, is raised again after the end of an open block and group.
    """
    block = stop_commands.Block(token) if token else stop_commands.Block()
    group: list[str] = []
    try:
        yield from _render(stream, block, group)
    except GeneratorExit:  # no one reads further lines
        raise
    except BaseException:
        yield from (*block.close(), *group)
        raise
    yield from block.close()


def _render(stream: Iterable[events.Event], block: stop_commands.Block, group: list[str]) -> Iterator[str]:
    """`group` is set to the line that ends the open group."""
    many = ManyLines()
    checked = messages.Checked()
    linked: set[str] = set(messages.CAUSES)
    room = annotation_room()
    for event in messages.without_repetitions(stream):
        yield from block.open() if isinstance(event, events.LogLine) else block.close()
        checked.add(event)
        many.add(event)
        if many.has(event):
            # A group for each stage of each manifest would hide in which of them something happens.
            yield from group
            group.clear()
            yield from map(untrusted.line, many.lines(event))
            continue
        if isinstance(event, events.FindingsComplete):
            found, counts = checked.end(event.stage)
            yield from annotated(found, room)
            yield from filter(None, [counts])
        elif isinstance(event, events.StageStarted) and event.stage == "plan":
            yield from group
            group.clear()
            yield untrusted.line(messages.stage(event))
        elif isinstance(event, events.StageStarted) and event.stage != "check":
            yield from group  # groups can't be nested
            yield workflow_commands.group(untrusted.line(messages.stage(event)))
            group[:] = [workflow_commands.END_GROUP]
        elif isinstance(event, (events.StageFinished, events.RunFailed)):
            yield from group
            group.clear()
        if isinstance(event, events.RunFailed):
            yield from _failure(event)
            continue
        if isinstance(event, events.PlanMade):
            yield from _plan(event, bool(group))
            continue
        is_repeated = isinstance(event, events.FindingReported) and many.is_repeated(event)
        for line in messages.lines(event, checked.sources)[: 1 if is_repeated else None]:
            yield untrusted.line(line)
        if isinstance(event, events.FindingReported) and not is_repeated:
            yield from messages.link_lines(event.finding.rule, linked)
    yield from map(untrusted.line, many.end())


def closing_lines(run: Report, paint: colors.Paint = colors.uncolored) -> Iterator[str]:
    """Yield the annotations of failures of many manifests, one notice with the count of all that have none, the end."""
    annotated, omitted = _annotated_failures(run) if run.is_many else ([], 0)
    yield from annotated
    room = annotation_room()
    shown = Counter(finding.severity for finding in run.findings if finding.rule not in messages.CAUSES)
    omitted += sum(max(0, number - room[severity]) for severity, number in shown.items())
    if omitted:
        yield workflow_commands.annotation("notice", f"and {omitted} more in the log of this step")
    yield from closing.lines(run, paint)


def _annotated_failures(run: Report) -> tuple[list[str], int]:
    """The annotations of the manifests that failed, worst first while there is room, and the count of the others.

    If there is no room for all of them, those with the same cause have one.
    """
    errors = sum(finding.severity == ERROR and finding.rule not in messages.CAUSES for finding in run.findings)
    room = max(0, MAX_ANNOTATIONS - errors - len(run.general_failures))
    failures = [failure for failure in run.failures if failure.manifest]
    failures.sort(key=lambda failure: BY_PRIORITY.index(failure.exit_code))
    by_cause: dict[object, list[events.RunFailed]] = {}
    for failure in failures:
        cause = failure.causes[0].cause if failure.causes else failure.message.replace(failure.manifest, "")
        is_alone = len(failures) <= room
        by_cause.setdefault(failure.manifest if is_alone else (failure.exit_code, cause), []).append(failure)
    groups = list(by_cause.values())
    return [_annotation(group[0], _others(group[1:])) for group in groups[:room]], sum(map(len, groups[room:]))


def _others(failures: Sequence[events.RunFailed]) -> list[str]:
    """The manifests that failed for the same reason, in one line."""
    names = ", ".join(failure.manifest for failure in failures[:MAX_ANNOTATIONS])
    more = f" and {len(failures) - MAX_ANNOTATIONS} more" if len(failures) > MAX_ANNOTATIONS else ""
    return [f"The same in {names}{more}"] if failures else []


def _plan(plan: events.PlanMade, in_group: bool) -> Iterator[str]:
    """Yield the plan, and below it the request as a group, unless a group is open: they can't be nested."""
    for line in plans.lines(replace(plan, show_request=False)):
        yield untrusted.line(line)
    if plan.creates and not in_group:
        yield workflow_commands.group(untrusted.line(f"{plan.operation} request"))
        yield from (untrusted.line(line) for line in plans.request_lines(plan))
        yield workflow_commands.END_GROUP


def _failure(failure: events.RunFailed) -> Iterator[str]:
    """Yield one annotation; if causes are known, with the first cause, at its location, and then the other lines."""
    yield _annotation(failure)
    if not failure.causes:
        return
    first, *others = failure.causes
    rest = replace(failure, causes=(first._replace(cause="", fix=""), *others))
    yield from (f"  {untrusted.line(line)}" for line in messages.failure_details(rest))


def _annotation(failure: events.RunFailed, more: Iterable[str] = ()) -> str:
    """The annotation of a failure, with the first cause and at its location if causes are known."""
    manifest = f"{failure.manifest}: " if failure.manifest else ""
    if not failure.causes:
        message = [manifest + failure.message, *messages.failure_details(failure), *more]
        return workflow_commands.annotation("error", _joined(message))
    first = failure.causes[0]
    cause = messages.cause_lines(events.FailureCause(first.cause, first.fix))
    message = [manifest + failure.message, *cause, *more]
    return workflow_commands.annotation("error", _joined(message), first.location, end=first.end)


def annotation_room() -> dict[str, int]:
    """How many annotations of each severity a step can have; one notice is kept to count the others."""
    return {**dict.fromkeys(_COMMANDS, MAX_ANNOTATIONS), INFO: MAX_ANNOTATIONS - 1}


def annotated(findings: Iterable[Finding], room: dict[str, int]) -> Iterator[str]:
    """Yield annotations, worst first, while there is room; the closing lines count the others.

    The causes of a failure are left to its own annotation.
    """
    for finding in severities.worst_first(findings):
        if finding.rule in messages.CAUSES or not room[finding.severity]:
            continue
        room[finding.severity] -= 1
        message = _joined([finding.message, *finding.hint.splitlines(), rule_pages.url(finding.rule)])
        level, start, end = _COMMANDS[finding.severity], finding.location, finding.end
        yield workflow_commands.annotation(level, message, start, finding.rule, end)


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(untrusted.line(line) for line in lines)
