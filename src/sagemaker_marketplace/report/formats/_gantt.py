"""A timeline as a mermaid Gantt chart, in which names from others are only names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import messages, timeline
from ..timeline import Span

MAX_TASKS = 60
_MAX_NAME = 48
# The characters with a meaning in mermaid's Gantt grammar (":", ";", "#", "%%", the end of a line) are among these.
_OTHERS = re.compile(r"[^A-Za-z0-9 ._-]+")
_STATES = {timeline.DONE: "done", timeline.FAILED: "crit", timeline.ACTIVE: "active"}
_STAGES = ("check", "plan", "preflight", "create", "watch")
_HOUR, _DAY = 3600, 86_400
# Times are written and drawn in the reader's time zone, so 0:00 is the start; no zone changes its clocks on these days.
_MONTH = "2001-01"


def chart(spans: Sequence[Span]) -> str:
    """Return the mermaid code of one manifest's timeline, with a section for the stages and one for the validation.

    Names keep letters, digits, spaces, dots, hyphens and underscores; at most 60 spans are drawn.
    """
    total = max((span.ended for span in spans), default=0.0)
    lines = ["gantt", "    dateFormat YYYY-MM-DDTHH:mm:ss", f"    axisFormat {_axis_format(total)}"]
    section = ""
    for span in spans[:MAX_TASKS]:
        # Mermaid draws a longer title over the bars.
        title = "stages" if span.type == timeline.STAGE else "validation"
        if title != section:
            section = title
            lines.append(f"    section {section}")
        lines.append(f"    {_task(span)}")
    return "\n".join(lines)


def _task(span: Span) -> str:
    # The type comes first, so that no name is read as a keyword or a date.
    title = span.name if span.type == timeline.STAGE and span.name in _STAGES else f"{span.type} {span.name}"
    title = " ".join(_OTHERS.sub(" ", title)[:_MAX_NAME].split())
    length = max(1, round(span.ended - span.began))
    return f"{title} {messages.duration(length)} :{_STATES[span.state]}, {_time(span.began)}, {length}s"


def _time(seconds: float) -> str:
    whole = int(seconds)
    day = min(31, 1 + whole // _DAY)
    return f"{_MONTH}-{day:02}T{whole // _HOUR % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _axis_format(total: float) -> str:
    if total < _HOUR:
        return "%M:%S"
    return "%H:%M" if total < _DAY else "day %-d %H:%M"
