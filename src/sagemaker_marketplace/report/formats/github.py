"""A job log for GitHub Actions: folded stages, annotations, and nothing that a runner takes for a command."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator

from ...manifest import findings as diagnostics
from ...manifest.findings import ERROR, INFO, WARNING
from .. import events, messages, stop_commands, untrusted

DESCRIPTION = "text for GitHub Actions with folded stages and annotations"
LIVE = True
# The runner attaches the first ten of each kind in a step and cuts messages at 4,096 characters
# (actions/runner, ExecutionContext.AddIssue).
MOST_OF_A_KIND = 10
_MOST_OF_A_MESSAGE = 4000
_COMMANDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}


def render(stream: Iterable[events.Event], token: Callable[[], str] | None = None) -> Generator[str, None, None]:
    """Give each event's lines when it comes; annotations follow the last check and the preflight, worst first.

    Lines of jobs' logs stand in blocks in which the runner heeds no command; `token` makes the word that ends one. An
    exception, also one thrown in, passes through after the end of an open block and group.
    """
    block = stop_commands.Block(token)
    fold: list[str] = []
    try:
        yield from _render(stream, block, fold)
    except GeneratorExit:  # nobody takes any more lines
        raise
    except BaseException:
        yield from (*block.close(), *fold)
        raise
    yield from block.close()


def _render(stream: Iterable[events.Event], block: stop_commands.Block, fold: list[str]) -> Iterator[str]:
    """`fold` holds what ends the group that is open."""
    sources: dict[str, tuple[str, ...]] = {}
    found: list[diagnostics.Finding] = []
    checked = 0
    left = room()
    for event in stream:
        yield from block.open() if isinstance(event, events.LogLine) else block.close()
        if isinstance(event, events.ManifestRead):
            sources.update(event.sources)
            checked += 1
        elif isinstance(event, events.FindingReported):
            found.append(event.finding)
        elif isinstance(event, events.FindingsComplete):
            yield from annotated(found, left)
            if event.stage in messages.COUNTED:
                yield messages.verdict(found, checked, event.stage)
            found, checked = [], 0
        elif isinstance(event, events.StageStarted) and event.stage != "check":
            checked += event.stage == "preflight"
            yield from fold  # the log knows no groups within groups
            yield f"::group::{data(messages.stage(event))}"
            fold[:] = ["::endgroup::"]
        elif isinstance(event, (events.StageFinished, events.RunFailed)):
            yield from fold
            fold.clear()
        if isinstance(event, events.RunFailed):
            manifest = f"{event.manifest}: " if event.manifest else ""
            yield command("error", _told(manifest + event.message, event.hint), title="sagemaker-marketplace")
            continue
        for line in messages.lines(event, sources):
            yield untrusted.disarmed(line)


def room() -> dict[str, int]:
    """How many annotations of each kind a step can have; one notice is kept to tell of the rest."""
    return {**dict.fromkeys(_COMMANDS, MOST_OF_A_KIND), INFO: MOST_OF_A_KIND - 1}


def annotated(findings: Iterable[diagnostics.Finding], left: dict[str, int]) -> Iterator[str]:
    """Give annotations, worst first, as long as there is room, and a notice with the count of the rest."""
    more = 0
    for finding in diagnostics.worst_first(findings):
        if not left[finding.severity]:
            more += 1
            continue
        left[finding.severity] -= 1
        location = finding.location
        shown = _told(finding.message, finding.hint)
        where = {"file": location.file, "line": str(location.line), "col": str(location.column)}
        yield command(_COMMANDS[finding.severity], shown, **where, title=finding.rule)
    if more:
        yield command(
            "notice",
            f"{more} more {'is' if more == 1 else 'are'} in the log of this step",
            title="sagemaker-marketplace",
        )


def command(name: str, message: str, **properties: str) -> str:
    """A workflow command with its data and properties escaped."""
    props = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {props}::{data(message[:_MOST_OF_A_MESSAGE])}"


def data(text: str) -> str:
    """Escape a command's data (actions/runner, ActionCommand.cs)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")


def _told(message: str, hint: str) -> str:
    return "\n".join(untrusted.line(part) for part in [message, *hint.splitlines()])
