"""A job log for GitHub Actions: stages as groups, annotations, and no workflow commands from others."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace

from ...manifest import findings as severities
from ...manifest.findings import ERROR, INFO, WARNING, Finding
from .. import closing, events, messages, plans, rule_pages, stop_commands, untrusted, workflow_commands

DESCRIPTION = (
    "`text` for a GitHub job log: collapsible stages and annotations, the most severe first; needs the extra `action`"
)
LIVE = True
closing_lines = closing.lines
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
    checked = messages.Checked()
    linked: set[str] = set(messages.CAUSES)
    room = annotation_room()
    for event in messages.without_repetitions(stream):
        yield from block.open() if isinstance(event, events.LogLine) else block.close()
        checked.add(event)
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
        for line in messages.lines(event, checked.sources):
            yield untrusted.line(line)
        if isinstance(event, events.FindingReported):
            yield from messages.link_lines(event.finding.rule, linked)


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
    manifest = f"{failure.manifest}: " if failure.manifest else ""
    if not failure.causes:
        message = [manifest + failure.message, *messages.failure_details(failure)]
        yield workflow_commands.annotation("error", _joined(message))
        return
    first, *others = failure.causes
    message = [manifest + failure.message, *messages.cause_lines(events.FailureCause(first.cause, first.fix))]
    yield workflow_commands.annotation("error", _joined(message), first.location, end=first.end)
    rest = replace(failure, causes=(replace(first, cause="", fix=""), *others))
    yield from (f"  {untrusted.line(line)}" for line in messages.failure_details(rest))


def annotation_room() -> dict[str, int]:
    """How many annotations of each severity a step can have; one notice is kept to count the others."""
    return {**dict.fromkeys(_COMMANDS, MAX_ANNOTATIONS), INFO: MAX_ANNOTATIONS - 1}


def annotated(findings: Iterable[Finding], room: dict[str, int]) -> Iterator[str]:
    """Yield annotations, worst first, while there is room, and a notice with the count of the others.

    The causes of a failure are left to its own annotation.
    """
    omitted = 0
    for finding in severities.worst_first(findings):
        if finding.rule in messages.CAUSES:
            continue
        if not room[finding.severity]:
            omitted += 1
            continue
        room[finding.severity] -= 1
        message = _joined([finding.message, *finding.hint.splitlines(), rule_pages.url(finding.rule)])
        level, start, end = _COMMANDS[finding.severity], finding.location, finding.end
        yield workflow_commands.annotation(level, message, start, finding.rule, end)
    if omitted:
        yield workflow_commands.annotation("notice", f"and {omitted} more in the log of this step")


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(untrusted.line(line) for line in lines)
