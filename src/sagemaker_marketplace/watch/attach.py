"""Gives each watched resource a follower of its jobs, with the settings' bounds and the log file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import Any, TextIO

from ..aws.prices import price
from ..context import Context
from ..facts import facts
from ..manifest.findings import USAGE, Failure
from ..settings.settings import Settings
from .job import Calls
from .jobs import PAUSE_SECONDS, JobFollower
from .logbook import Logbook
from .watch import Target


def attach(targets: Sequence[Target], settings: Settings, context: Context, stack: ExitStack) -> None:
    """Give each target its follower; `stack` closes the log file when the watch is over.

    Raises Failure when the log file can't be written.
    """
    write = _writer(settings.log_file, context, stack)
    calls: dict[str, Calls] = {}
    known = facts.Facts(today=context.clock.today())
    for target in targets:
        region = target.region
        if region not in calls:
            calls[region] = Calls(context.aws.jobs(region, context.clock.now), context.aws.logs(region))
        account = context.aws.queries(region, context.clock.today(), known)

        def book(use: str) -> Logbook:
            return Logbook(use, int(settings.log_lines), write)

        def hourly(instance_type: str, use: str, account: Any = account) -> float | None:
            return price(account, instance_type, use, settings.preflight)[0]

        pause = min(PAUSE_SECONDS, settings.poll_seconds)
        target.follower = JobFollower(target.manifest, target.kind, calls[region], context.clock, hourly, book, pause)


def _writer(name: str, context: Context, stack: ExitStack) -> Callable[[str], Any] | None:
    if not name:
        return None
    try:
        file = open(context.workspace.path(name), "a", encoding="utf-8", newline="")  # noqa: SIM115 - the stack closes it
    except OSError as error:
        raise Failure(
            f"log-file {name} can't be written: {error.strerror}", USAGE, "name a file in a folder there is"
        ) from None
    stack.callback(_close, file)

    def write(line: str) -> None:
        # A full disk must not end the watch; what is missing at the end of the file shows it.
        with suppress(OSError):
            file.write(line)

    return write


def _close(file: TextIO) -> None:
    with suppress(OSError):
        file.close()
