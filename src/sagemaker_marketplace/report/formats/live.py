"""A live display for a terminal: what is done, what goes on, the last lines of the running job's log.

What a log would keep is printed above it and stays; the display itself is gone at the end. Where the output is no
terminal, or rich is not installed (extra `live`), this is `text`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.live import Live

from .. import events
from . import text
from ._screen import State

DESCRIPTION = "text with a live display on a terminal, as it happens"
LIVE = True
_DRAWN_A_SECOND = 2.0
# What the display shows as long as it matters.
_PASSING = (events.LogLine, events.MetricReported, events.Heartbeat)


def terminal() -> Console | None:
    """The console of standard output, if that is a terminal on which lines can be drawn anew."""
    if not sys.stdout.isatty():
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
    drawn_a_second: float = _DRAWN_A_SECOND,
) -> Iterator[str]:
    """Give the lines that stay, and draw the rest on the console.

    `command` tells which stages are to come. With 0 a second the display is drawn at each event, and only then.
    """
    screen = console()
    if screen is None:
        yield from text.render(stream)
        return
    display = Display(screen, State(screen.get_time, command), drawn_a_second)
    lines = text.render(_watched(stream, display))
    while True:
        try:
            display.show()
            line = next(lines, None)
        finally:
            display.hide()
        if line is None:
            return
        # Nothing is drawn while the line is printed.
        yield line


class Display:
    """A drawing of the state at the lower end of a console, while it is shown."""

    def __init__(self, console: Console, state: State, drawn_a_second: float) -> None:
        """Begin hidden."""
        self.console, self.state, self.drawn_a_second = console, state, drawn_a_second
        self._live: Live | None = None

    def show(self) -> None:
        """Draw it, from now on again and again."""
        from rich.live import Live

        # A new one each time: an old one would wipe as many lines as it had when it was last drawn.
        self._live = Live(
            console=self.console,
            get_renderable=self.state.drawn,
            auto_refresh=self.drawn_a_second > 0,
            refresh_per_second=self.drawn_a_second or 1,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start(refresh=True)

    def add(self, event: events.Event) -> None:
        """Take in an event; where nothing else draws, draw it."""
        self.state.add(event)
        if self._live and not self.drawn_a_second:
            self._live.refresh()

    def hide(self) -> None:
        """Take it from the screen and give the cursor back, also when a signal breaks into it."""
        try:
            if self._live:
                self._live.stop()
        finally:
            self._live = None
            self.console.show_cursor(True)


def _watched(stream: Iterable[events.Event], display: Display) -> Iterator[events.Event]:
    """Every event to the display; those that do not pass on to the text."""
    for event in stream:
        display.add(event)
        if not isinstance(event, _PASSING):
            yield event
