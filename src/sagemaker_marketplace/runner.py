"""One run: events to an output format, and how a run ends that is interrupted or fails unexpectedly."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from . import plugins
from .context import Workspace
from .manifest.findings import INTERRUPTED, Failure
from .report import colors, events, progress, resume
from .report.internal_errors import internal_error
from .report.report import Report
from .settings.settings import Settings

# Cleans up after an interrupted run; returns what is left of it, None if there was nothing to do.
Cleanup = Callable[[Report], Generator[events.Event, None, Sequence[str] | None]]


# Long enough for the callback to end.
_AGAIN_SECONDS = 0.001


class Interrupted(BaseException):
    """The process received SIGINT or SIGTERM."""


def handle_signals() -> None:
    """Raise Interrupted on SIGINT and SIGTERM; the first process of a container ignores SIGTERM otherwise."""

    def interrupt(number: int, _frame: object) -> None:
        # A runner sends both, one after the other; the second must not interrupt the report of the first.
        for ignored in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ignored, signal.SIG_IGN)
        raise Interrupted(signal.Signals(number).name)

    def raise_again(unraisable: sys.UnraisableHookArgs) -> None:
        interrupted = unraisable.exc_value
        if not isinstance(interrupted, Interrupted):
            sys.__unraisablehook__(unraisable)
            return
        if sys.platform == "win32":  # it has no timers; the next Ctrl-C ends the run
            handle_signals()
            return

        def alarm(_number: int, _frame: object) -> None:
            raise interrupted

        signal.signal(signal.SIGALRM, alarm)
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)

    # Python drops an exception in a finalizer or a callback of a weak reference, and the run would continue.
    sys.unraisablehook = raise_again
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)


def run(
    settings: Settings,
    stream: Iterable[events.Event],
    output_format: str,
    write: Callable[[str], None],
    on_event: Callable[[events.Event, Report], None] = lambda _event, _report: None,
    cleanup: Cleanup | None = None,
    paint: colors.Paint = colors.uncolored,
) -> Report:
    """Write a stream of events in an output format, line by line, and return the report.

    `on_event` is called with each event after it is written. `cleanup` cleans up after an interrupted run.
    `paint` colors the formats for terminals, those that list it in OPTIONS.
    """
    report = Report(settings.command, settings.fail_on, settings.profile, settings.manifest)
    format_module = plugins.output_format(output_format)
    offered: dict[str, Any] = {"paint": paint, "command": settings.command}
    options = {name: offered[name] for name in getattr(format_module, "OPTIONS", ())}

    def observe(observed: Iterable[events.Event]) -> Iterator[events.Event]:
        for event in observed:
            report.add(event)
            try:
                yield event
            finally:
                on_event(event, report)

    def emit(emitted: Iterable[events.Event]) -> None:
        observed = observe(emitted)
        if format_module.LIVE:
            _write_lines(format_module.render(observed, **options), write)
        else:
            for _ in observed:
                pass

    try:
        _write_lines(_opening_lines(format_module, report), write)
        emit(_guard(stream, report))
    except Interrupted as interrupt:
        # A signal can arrive anywhere, even while a line is written. The stream ends here and removes what it has open,
        # such as containers; its end is still reported.
        if isinstance(stream, Generator):
            stream.close()
        emit(_interrupted(interrupt, report, cleanup, has_fixed=settings.fix))
    if not format_module.LIVE:
        for line in format_module.render(report.events, settings.command, settings.fail_on):
            write(line)
    for line in _closing_lines(format_module, report, options.get("paint", colors.uncolored)):
        write(line)
    return report


def render(output_format: str, report: Report) -> Iterator[str]:
    """Yield all lines of an output format for a run that has ended."""
    module = plugins.output_format(output_format)
    options = () if module.LIVE else (report.command, report.fail_on)
    yield from _opening_lines(module, report)
    yield from module.render(report.events, *options)
    yield from _closing_lines(module, report)


def _opening_lines(format_module: Any, report: Report) -> Iterator[str]:
    """The first lines of a format: a run that is interrupted has them once."""
    opening: Callable[[Report], Iterator[str]] | None = getattr(format_module, "opening_lines", None)
    return opening(report) if opening else iter(())


def _closing_lines(format_module: Any, report: Report, paint: colors.Paint = colors.uncolored) -> Iterator[str]:
    """The last lines of a format: after an interrupt, they are about all events of the run."""
    closing: Callable[[Report, colors.Paint], Iterator[str]] | None = getattr(format_module, "closing_lines", None)
    return closing(report, paint) if closing else iter(())


def check_output_files(settings: Settings, workspace: Workspace) -> None:
    """Check, before anything is created, that the output files can be written.

    Raises Failure, which names the setting, if one can't.
    """
    for _, name in settings.output:
        workspace.target(name, "output")


def write_files(report: Report, settings: Settings, workspace: Workspace) -> dict[str, Failure]:
    """Write the output files; return those that could not be written, by name.

    That changes neither the result of the run nor its exit code.
    """
    failures = {}
    for output_format, name in settings.output:
        try:
            workspace.write(name, (f"{line}\n" for line in render(output_format, report)))
        except Failure as failure:
            failures[name] = failure
    return failures


def _write_lines(lines: Iterable[str], write: Callable[[str], None]) -> None:
    try:
        for line in lines:
            write(line)
    except Interrupted as interrupt:
        # A format closes what it has open, such as a group in a job log.
        if isinstance(lines, Generator):
            with suppress(Interrupted, StopIteration):
                line = lines.throw(interrupt)
                while True:
                    write(line)
                    line = next(lines)
        raise


def _guard(stream: Iterable[events.Event], report: Report) -> Iterator[events.Event]:
    try:
        yield from stream
    except Exception as error:
        if interrupt := _interrupt_before(error):
            raise interrupt from None
        failure = internal_error(error)
        hint = "\n".join([failure.hint, *_what_continues(report)])
        yield events.RunFailed("", failure.message, failure.exit_code, hint)


def _interrupt_before(error: BaseException | None) -> Interrupted | None:
    """The interrupt that led to an error: Python's locks and queues fail if a signal arrives inside of them."""
    while error:
        if isinstance(error, Interrupted):
            return error
        error = error.__context__
    return None


def _interrupted(
    interrupt: Interrupted, report: Report, cleanup: Cleanup | None, has_fixed: bool
) -> Iterator[events.Event]:
    left: Sequence[str] | None = None
    try:
        left = (yield from cleanup(report)) if cleanup else None
    except Exception as error:  # for example, settings of the account that are not valid
        failure = error if isinstance(error, Failure) else internal_error(error)
        yield events.RunFailed("", failure.message, failure.exit_code, failure.hint)
    hint = "\n".join(_what_continues(report)) or ("" if has_fixed else "nothing was changed")
    if left:
        more = f" and {len(left) - progress.FEW} more" if len(left) > progress.FEW else ""
        hint = f'on-cancel is "stop", but this is left: {", ".join(left[: progress.FEW])}{more}'
    elif left is not None:
        hint = 'stopped because on-cancel is "stop"'
    yield events.RunFailed("", f"interrupted by {interrupt}", INTERRUPTED, hint)


def _what_continues(report: Report) -> list[str]:
    """What the run leaves in AWS, and how to resume."""
    if report.is_many:
        return _what_many_continue(report)
    lines = []
    for result in report.results.values():
        arn, status = result.outputs.get("arn"), result.outputs.get("status")
        if arn and status in ("Completed", "Failed"):
            lines.append(f"{arn} is {status}")
        elif arn:
            lines.append(resume.hint(arn, report.profile, result.manifest, result.role))
        elif "create" in result.began and not result.failures:
            lines.append(resume.maybe_created(str(result.outputs.get("name"))))
    return lines


def _what_many_continue(report: Report) -> list[str]:
    """The same as numbers; the closing lines have the ARN of each."""
    outputs = [result.outputs for result in report.results.values()]
    ended = [each["status"] for each in outputs if each.get("arn") and each.get("status") in ("Completed", "Failed")]
    maybe = sum(
        "create" in result.began and not result.outputs.get("arn") and not result.failures
        for result in report.results.values()
    )
    continuing = sum("arn" in each for each in outputs) - len(ended)
    return [
        *resume.hint_of_many(continuing, maybe),
        *(f"{ended.count(status)} resources are {status}" for status in sorted(set(ended))),
    ]
