"""A timeline as a mermaid gantt chart: text of others can't leave its place in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import timeline
from ..timeline import Span

MOST_TASKS = 60
_MOST_OF_A_NAME = 48
# Nothing of mermaid's gantt grammar (":", ";", "#", "%%", a line's end) is made of these.
_OTHERS = re.compile(r"[^A-Za-z0-9 ._-]+")
_STATES = {timeline.DONE: "done", timeline.FAILED: "crit", timeline.ACTIVE: "active"}
_STAGES = ("check", "plan", "preflight", "create", "watch")
_HOUR, _DAY = 3600, 86_400
# Times are given and drawn in the reader's zone, so that 0:00 is the beginning; no zone turns its clocks in these days.
_ZERO_MONTH = "2001-01"


def chart(spans: Sequence[Span]) -> str:
    """The mermaid text of one manifest's timeline: a section for the stages and one for what the validation did.

    Names keep letters, digits, blanks, dots, hyphens and underscores; at most 60 spans are drawn.
    """
    total = max((span.ended for span in spans), default=0.0)
    lines = ["gantt", "    dateFormat YYYY-MM-DDTHH:mm:ss", f"    axisFormat {_axis(total)}"]
    section = ""
    for span in spans[:MOST_TASKS]:
        # Mermaid draws a longer title over the bars.
        here = "stages" if span.what == timeline.STAGE else "validation"
        if here != section:
            section = here
            lines.append(f"    section {section}")
        lines.append(f"    {_task(span)}")
    return "\n".join(lines)


def clean(text: str) -> str:
    """A name without anything that a chart could take for more than a name."""
    return " ".join(_OTHERS.sub(" ", text)[:_MOST_OF_A_NAME].split())


def lasted(seconds: float) -> str:
    """A duration in its two largest units, without a colon."""
    whole = int(seconds)
    units = [(whole // _DAY, "d"), (whole // _HOUR % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")]
    first = next((index for index, (number, _) in enumerate(units) if number), len(units) - 1)
    return " ".join(f"{number} {unit}" for number, unit in units[first : first + 2] if number) or "0 s"


def _task(span: Span) -> str:
    # A word of ours comes first, so that no name is taken for a keyword or a date.
    named = span.name if span.what == timeline.STAGE and span.name in _STAGES else f"{span.what} {span.name}"
    length = max(1, round(span.ended - span.began))
    return f"{clean(named)} {lasted(length)} :{_STATES[span.state]}, {_time(span.began)}, {length}s"


def _time(seconds: float) -> str:
    whole = int(seconds)
    day = min(31, 1 + whole // _DAY)
    return f"{_ZERO_MONTH}-{day:02}T{whole // _HOUR % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _axis(total: float) -> str:
    if total < _HOUR:
        return "%M:%S"
    return "%H:%M" if total < _DAY else "day %-d %H:%M"
