"""A timeline as a mermaid Gantt chart, in which names from others are only names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from .. import messages, timeline
from ..timeline import Span

MAX_TASKS = 60
_MAX_NAME = 24
# The characters with a meaning in mermaid's Gantt grammar (":", ";", "#", "%%", the end of a line) are among these.
_OTHERS = re.compile(r"[^A-Za-z0-9 ._-]+")
# A task without a tag is green. The text of the tags `done` and `active` has the same color beside a bar and on it, so
# that one of the two is hard to read (mermaid, packages/mermaid/src/diagrams/gantt/styles.js).
_TAGS = {timeline.FAILED: "crit, "}
_GRAY, _GREEN, _RED, _WHITE = "#7d8792", "#1f883d", "#cf222e", "#ffffff"
# Only the theme `base` can be changed (mermaid's documentation, theming). GitHub draws charts on the page's background,
# which is white or nearly black; the gray is readable on both.
_SETTINGS = {
    "theme": "base",
    "themeVariables": {
        **dict.fromkeys(("textColor", "titleColor", "taskTextOutsideColor", "gridColor", "sectionBkgColor"), _GRAY),
        **dict.fromkeys(("taskBkgColor", "taskBorderColor"), _GREEN),
        **dict.fromkeys(("critBkgColor", "critBorderColor"), _RED),
        "altSectionBkgColor": _GRAY,
        "taskTextColor": _WHITE,
    },
    "gantt": {"leftPadding": 160},
}
_HOUR, _DAY = 3600, 86_400
# Times are written and drawn in the reader's time zone, so 0:00 is the start; no zone changes its clocks on these days.
_MONTH = "2001-01"


def chart(spans: Sequence[Span], names: Mapping[str, str]) -> str:
    """Return the mermaid code of a timeline, with a section for each manifest, titled with its name in `names`.

    Names keep letters, digits, dots, hyphens and underscores; at most 60 spans are drawn.
    """
    total = max((span.ended for span in spans), default=0.0)
    settings = json.dumps(_SETTINGS, separators=(",", ":"))
    lines = [f"%%{{init: {settings}}}%%", "gantt", "    title Validation"]
    lines += ["    dateFormat YYYY-MM-DDTHH:mm:ss", f"    axisFormat {_axis_format(total)}"]
    manifest = None
    for span in spans[:MAX_TASKS]:
        if span.manifest != manifest:
            manifest = span.manifest
            # Mermaid draws a longer title over the bars.
            lines.append(f"    section {_safe(names.get(manifest, '')) or '-'}")
        lines.append(f"    {_task(span)}")
    return "\n".join(lines)


def _task(span: Span) -> str:
    length = max(1, round(span.ended - span.began))
    running = " so far" if span.state == timeline.ACTIVE else ""
    title = f"{span.type} {messages.duration(length)}{running}"
    return f"{title} :{_TAGS.get(span.state, '')}{_time(span.began)}, {length}s"


def _safe(name: str) -> str:
    return " ".join(_OTHERS.sub(" ", name)[:_MAX_NAME].split())


def _time(seconds: float) -> str:
    whole = int(seconds)
    day = min(31, 1 + whole // _DAY)
    return f"{_MONTH}-{day:02}T{whole // _HOUR % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _axis_format(total: float) -> str:
    if total < _HOUR:
        return "%M:%S"
    return "%H:%M" if total < _DAY else "day %-d %H:%M"
