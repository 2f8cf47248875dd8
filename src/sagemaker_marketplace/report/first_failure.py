"""The first failure of a run: with `fail-fast`, nothing is created after it."""

from __future__ import annotations

from . import events


class FirstFailure:
    """Notes the exit code of the first failure among the events that it is shown; 0 without one."""

    def __init__(self) -> None:
        """Begin without a failure."""
        self.exit_code = 0

    def note(self, event: events.Event) -> None:
        """Note a failure, unless there was one before."""
        if isinstance(event, events.RunFailed) and not self.exit_code:
            self.exit_code = event.exit_code
