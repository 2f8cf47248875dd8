"""Plain text for terminals and logs, as it happens."""

from __future__ import annotations

from ..core import diagnostics, events, narration, untrusted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DESCRIPTION = "plain text with the source line under each finding, as it happens"
LIVE = True


def render(stream: Iterable[events.Event]) -> Iterator[str]:
    """Give each event's lines when it comes, and a verdict on the findings after the checks."""
    sources: dict[str, tuple[str, ...]] = {}
    found: list[diagnostics.Finding] = []
    checked = 0
    for event in stream:
        if isinstance(event, events.Checked):
            sources.update(event.sources)
            checked += 1
        elif isinstance(event, events.StageBegan) and event.stage == "preflight":
            checked += 1
            yield untrusted.line(narration.stage(event))
        elif isinstance(event, events.Diagnosed):
            found.append(event.finding)
        elif isinstance(event, events.Verdict):
            if event.stage in narration.COUNTED:
                yield narration.verdict(found, checked, event.stage)
            found, checked = [], 0
        elif isinstance(event, events.StageBegan) and event.stage != "check":
            yield untrusted.line(narration.stage(event))
        for line in narration.lines(event, sources):
            yield untrusted.line(line)
