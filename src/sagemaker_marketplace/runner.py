"""One run from settings to exit code: the events go to the formats, a failure or an interrupt to its words."""

from __future__ import annotations

import os
import platform
import signal
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress

from . import __version__, plugins
from .manifest.findings import INTERNAL_ERROR, INTERRUPTED, USAGE, Failure
from .report import events
from .report.report import Report
from .settings.settings import Settings


class Interrupted(BaseException):
    """SIGINT or SIGTERM came."""


def listen() -> None:
    """Turn SIGINT and SIGTERM into Interrupted; as process 1 of a container SIGTERM would else be ignored."""

    def interrupt(number: int, _frame: object) -> None:
        # A runner sends one after the other; the second must not break into the telling of the first.
        for further in (signal.SIGINT, signal.SIGTERM):
            signal.signal(further, signal.SIG_IGN)
        raise Interrupted(signal.Signals(number).name)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)


def run(
    settings: Settings,
    stream: Iterable[events.Event],
    output_format: str,
    write: Callable[[str], None],
    on_event: Callable[[events.Event, Report], None] = lambda _event, _report: None,
    cleanup: Callable[[Report], Iterable[events.Event]] = lambda _report: (),
) -> Report:
    """Run a stream of events through a format to `write`; `heed` sees each event first. Gives the report.

    `tidy` is what is done, and told, when the run is interrupted.
    """
    report = Report(settings.command, settings.fail_on)
    form = plugins.output_format(output_format)
    more = (settings.command,) if output_format == "live" else ()

    def heeded(some: Iterable[events.Event]) -> Iterator[events.Event]:
        for event in some:
            report.add(event)
            on_event(event, report)
            yield event

    def told(some: Iterable[events.Event]) -> None:
        lines = form.render(heeded(some), *more) if form.LIVE else _unsaid(heeded(some))
        try:
            for line in lines:
                write(line)
        except Interrupted as interrupt:
            # What a format has open, a group or a block of others' lines say, it closes on the way.
            if isinstance(lines, Generator):
                with suppress(Interrupted, StopIteration):
                    line = lines.throw(interrupt)
                    while True:
                        write(line)
                        line = next(lines)
            raise

    try:
        told(_guarded(stream))
    except Interrupted as interrupt:
        # A signal may come anywhere, also while a line is written: the stream is over, the end is told all the same.
        told(_ended(interrupt, report, cleanup))
    if not form.LIVE:
        for line in form.render(report.events, settings.command, settings.fail_on):
            write(line)
    return report


def _ended(
    interrupt: Interrupted, report: Report, cleanup: Callable[[Report], Iterable[events.Event]]
) -> Iterator[events.Event]:
    hint = _resume(report)
    tidied = False
    for event in cleanup(report):
        tidied = True
        yield event
    yield events.RunFailed("", f"interrupted by {interrupt}", INTERRUPTED, "on-cancel is stop" if tidied else hint)


def write_files(report: Report, settings: Settings, root: str) -> None:
    """Write the report and the other formats asked for; files belong to their folder's owner, not to the container's.

    Raises Failure when one can't be written.
    """
    if settings.report_file:
        _write("json", report, settings, settings.report_file, root)
    for form, path in settings.output:
        _write(form, report, settings, path, root)


def _write(form: str, report: Report, settings: Settings, shown: str, root: str) -> None:
    path = os.path.join(root, shown)
    module = plugins.output_format(form)
    more = () if module.LIVE else (settings.command, settings.fail_on)
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in module.render(report.events, *more))
        owner = os.stat(os.path.dirname(path))
        if os.geteuid() == 0 and owner.st_uid != 0:
            os.chown(path, owner.st_uid, owner.st_gid)
    except OSError as error:
        raise Failure(
            f"{shown} can't be written: {error.strerror}", USAGE, "name a file in a folder there is"
        ) from None


def _unsaid(some: Iterable[events.Event]) -> Iterator[str]:
    """Take events in without a word: the format speaks at the end."""
    for _ in some:
        pass
    yield from ()


def _guarded(stream: Iterable[events.Event]) -> Iterator[events.Event]:
    try:
        yield from stream
    except Exception as error:
        yield events.RunFailed(
            "", f"this is a bug: {type(error).__name__}: {error}", INTERNAL_ERROR, _bug_report(error)
        )


def _resume(report: Report) -> str:
    lines = []
    begun = {
        event.manifest for event in report.events if isinstance(event, events.StageStarted) and event.stage == "create"
    }
    for result in report.results.values():
        arn, status = result.outputs.get("arn"), result.outputs.get("status")
        if arn and status in ("Completed", "Failed"):
            lines.append(f"{arn} is {status}")
        elif arn:
            lines += [f"{arn} goes on in AWS; take it up again with", f"sagemaker-marketplace watch {arn}"]
        elif result.manifest in begun and not result.failures:
            lines += [
                f"whether {result.outputs.get('name')} was created is not known: run the same command again to find out"
            ]
    return "\n".join(lines) or "nothing was changed"


def _bug_report(error: Exception) -> str:
    frames = [
        f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    python = platform.python_version()
    return "\n".join(
        [
            "please report it with these lines:",
            f"sagemaker-marketplace-action {__version__}, Python {python}",
            *frames[-6:],
        ]
    )
