"""A live display for a terminal: the stages, the running jobs and the last lines of their logs.

The lines that a log would keep are printed above the display, which the closing lines replace at the end. Where the
output is not a terminal, or rich (the extra `live`) is not installed, this is the format `text`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Event, RLock, Thread
from typing import TYPE_CHECKING

from .. import closing, colors, events, outcome
from ..report import Report
from . import text
from ._live_state import ASCII, UNICODE, Signs, State

if TYPE_CHECKING:  # rich is optional
    from rich.console import Console
    from rich.live import Live

DESCRIPTION = (
    "on a terminal: `text`, with stages, running jobs and their last log lines below it; needs the extra `live`"
)
LIVE = True
OPTIONS = ("paint", "command")
_REFRESH_PER_SECOND = 5.0
# What rich raises if the terminal has been closed; the run continues without the display.
_TERMINAL_GONE = (OSError, ValueError, LookupError, SystemExit)
# Only the display shows these.
_DISPLAYED_ONLY = (events.LogLine, events.MetricReported, events.Heartbeat)


def terminal() -> Console | None:
    """Return the console of standard output if it is a terminal on which lines can be redrawn."""
    if not (sys.stdout and sys.stdout.isatty()):
        return None
    try:
        from rich.console import Console
    except ImportError:
        return None
    console = Console(highlight=False)
    return console if console.is_terminal and not console.is_dumb_terminal else None


def render(
    stream: Iterable[events.Event],
    command: str = "",
    console: Callable[[], Console | None] = terminal,
    refresh_per_second: float = _REFRESH_PER_SECOND,
    paint: colors.Paint = colors.uncolored,
) -> Iterator[str]:
    """Yield the lines that stay, and draw the display on the console.

    The stages of `command` are shown as pending. With 0 refreshes per second the display is drawn at each event.
    """
    screen = console()
    if screen is None:
        yield from text.render(stream, paint)
        return
    state = State(screen.get_time, command, _signs(screen), lambda: screen.height)
    display = Display(screen, state, refresh_per_second)
    lines = text.render(_displayed(stream, display), paint, has_tables=False)
    try:
        while True:
            try:
                display.show()
                line = next(lines, None)
            finally:
                display.hide()
            if line is None:
                return
            # The display is hidden while the line is printed.
            yield line
    finally:
        display.close()


def closing_lines(
    run: Report, paint: colors.Paint = colors.uncolored, console: Callable[[], Console | None] = terminal
) -> Iterator[str]:
    """Yield the closing lines, on a terminal with a sign for each verdict."""
    screen = console()
    if screen is None:
        return closing.lines(run, paint)
    signs = _signs(screen)
    marks = {outcome.SUCCESS: signs.done, outcome.FAILURE: signs.failed, outcome.NEUTRAL: signs.neutral}
    return closing.lines(run, paint, marks)


def _signs(screen: Console) -> Signs:
    """Return the signs that the terminal's encoding has."""
    return UNICODE if screen.encoding.lower().startswith("utf") else ASCII


class Display:
    """The state drawn at the bottom of a console while it is shown."""

    def __init__(self, console: Console, state: State, refresh_per_second: float) -> None:
        """Start hidden."""
        self.console, self.state, self.refresh_per_second = console, state, refresh_per_second
        self._live: Live | None = None
        self._is_wanted = False
        # Of the two threads that draw and hide it, only one does so at a time.
        self._lock = RLock()
        self._closed = Event()
        self._thread: Thread | None = None

    def show(self) -> None:
        """Draw it, and redraw it from now on: at the next refresh, so that many lines in a row don't let it flicker."""
        self._is_wanted = True
        if not self.refresh_per_second:
            self._start()
        elif self._thread is None:
            self._thread = Thread(target=self._refresh_always, daemon=True)
            self._thread.start()

    def _refresh_always(self) -> None:
        while True:
            with self._lock, suppress(*_TERMINAL_GONE):
                if self._live:
                    self._live.refresh()
                elif self._is_wanted:
                    self._start()
            if self._closed.wait(1 / self.refresh_per_second):
                return

    def _start(self) -> None:
        from rich.live import Live

        # A new one each time: a reused one would erase as many lines as it had when it was last drawn.
        self._live = Live(
            console=self.console,
            get_renderable=self.state.render,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        try:
            self._live.start(refresh=True)
        except _TERMINAL_GONE:
            self._live = None

    def add(self, event: events.Event) -> None:
        """Add an event, and draw it if there is no automatic refresh."""
        self.state.add(event)
        if self._live and not self.refresh_per_second:
            with suppress(*_TERMINAL_GONE):
                self._live.refresh()

    def hide(self) -> None:
        """Remove it from the screen and show the cursor again, also if a signal interrupts it."""
        self._is_wanted = False
        with self._lock, suppress(*_TERMINAL_GONE):
            if self._live is None:
                return
            try:
                self._live.stop()
            finally:
                self._live = None
                self.console.show_cursor(True)

    def close(self) -> None:
        """Hide it for good."""
        self._closed.set()
        self.hide()


def _displayed(stream: Iterable[events.Event], display: Display) -> Iterator[events.Event]:
    """Add each event to the display, and yield those that it does not show alone.

    The log of a rehearsal is kept: unlike that of a job in AWS, it can't be read afterwards.
    """
    stage = ""
    for event in stream:
        if isinstance(event, events.StageStarted):
            stage = event.stage
        if stage == "rehearse" and isinstance(event, events.LogLine):
            yield event
            continue
        display.add(event)
        if not isinstance(event, _DISPLAYED_ONLY):
            yield event
