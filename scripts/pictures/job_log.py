"""A job log as GitHub shows it: groups collapsed, annotations in color, no other workflow commands."""

import re
from collections.abc import Iterable, Iterator
from html import escape

WIDTH = 1060
# actions/runner, ActionCommand.cs: the data of a command.
_ESCAPES = {"%0A": "\n", "%0D": "\r", "%25": "%"}
_ANNOTATION = re.compile(r"::(error|warning|notice)(?: [^:]*)?::")
_COLORS = {"error": "#f85149", "warning": "#d29922", "notice": "#4493f8"}
_PAGE = """\
<!doctype html><meta charset="utf-8"><body style="margin: 0; background: #010409">
<div style="margin: 16px; color: #e6edf3; font: 12px/1.65 'DejaVu Sans Mono', monospace; white-space: pre-wrap;
overflow-wrap: anywhere">{lines}</div>
"""


def page(log: Iterable[str], is_open: bool = False) -> str:
    """Return the HTML of a log; `is_open` expands the groups."""
    lines = (_line(number, text, style) for number, (text, style) in enumerate(_shown(log, is_open), 1))
    return _PAGE.format(lines="".join(lines))


def _shown(log: Iterable[str], is_open: bool) -> Iterator[tuple[str, str]]:
    """Yield text and style of each line that is shown."""
    stop = ""
    in_group = False
    for line in log:
        annotation = _ANNOTATION.match(line)
        if stop:
            if line == f"::{stop}::":
                stop = ""
            elif is_open or not in_group:
                yield line, ""
        elif line.startswith("::stop-commands::"):
            stop = line.removeprefix("::stop-commands::")
        elif line.startswith("::group::"):
            in_group = True
            yield f"{'▾' if is_open else '▸'} {line.removeprefix('::group::')}", "font-weight: bold"
        elif line.startswith("::endgroup::"):
            in_group = False
        elif annotation:
            text = line[annotation.end() :]
            for escaped, plain in _ESCAPES.items():
                text = text.replace(escaped, plain)
            yield f"{annotation[1].title()}: {text}", f"color: {_COLORS[annotation[1]]}"
        elif not line.startswith("::") and (is_open or not in_group):
            yield line, ""


def _line(number: int, text: str, style: str) -> str:
    # The colors of a program's output are shown on GitHub as well; here they are left out.
    plain = escape(re.sub(r"\x1b\[[\d;]*m", "", text))
    return (
        f'<div style="display: flex"><span style="color: #6e7681; min-width: 3em; text-align: right; '
        f'margin-right: 1.5em">{number}</span><span style="{style}">{plain or "&nbsp;"}</span></div>'
    )
