"""What a job summary is made of: Markdown without effect, and parts that give way when there is no room for all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .. import untrusted

_MOST_OF_A_CELL = 1000
MOST_LINES = 100
# On average, of a block that has as many lines as it may.
_MOST_OF_A_LINE = 200
# For the line that counts what was left out of a part, and for the one that names parts left out.
_NOTE = 200
_LEFT_OUT = 1000
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
# Each sign that begins Markdown, a mention or a formula, as a reference.
_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_[]|~!@$"} | {38: "&amp;", 60: "&lt;", 62: "&gt;"}
# GitHub makes links of these by itself.
_LINKS = re.compile(r"(?i)://|\bwww\.|mailto:|xmpp:")
_LINE_SIGNS = re.compile(r"^[#+=\-\d]")


@dataclass(frozen=True)
class Part:
    """A part of a summary: whole units between a head and a tail. The part with the least `weight` gives way first."""

    weight: int
    noun: str
    head: str
    units: tuple[str, ...] = ()
    tail: str = ""

    @property
    def size(self) -> int:
        """Bytes of the part without its units."""
        return _size(self.head) + _size(self.tail) + _NOTE

    def cut(self, number: int) -> str:
        """The part with its first units, and how many more there are."""
        shown = "\n".join([self.head, *self.units[:number]]) + self.tail
        more = len(self.units) - number
        return f"{shown}\n\n{more:,} more {self.noun} left out for their size." if more else shown


def fit(parts: Sequence[Part], most: int) -> str:
    """The parts in their order, in `most` bytes at most; parts that there is no room for are named at the end."""
    left = most - _LEFT_OUT
    texts: dict[int, str] = {}
    for index in sorted(range(len(parts)), key=lambda index: -parts[index].weight):
        part = parts[index]
        number = _fitting(part, left)
        if number or not part.units:
            texts[index] = part.cut(number) if part.size <= left else ""
            left -= _size(texts[index]) + 2
    shown = [texts[index] for index in sorted(texts) if texts[index]]
    gone = dict.fromkeys(part.noun for index, part in enumerate(parts) if not texts.get(index))
    named = [f"Left out for their size: {', '.join(gone)}."] if gone else []
    return "\n\n".join([*shown, *named]) + "\n"


def _fitting(part: Part, room: int) -> int:
    """How many units fit into so many bytes."""
    room -= part.size
    for number, unit in enumerate(part.units):
        room -= _size(unit) + 1
        if room < 0:
            return number
    return len(part.units)


def _size(text: str) -> int:
    return len(text.encode())


def table(titles: Sequence[str]) -> str:
    """The two lines that begin a table."""
    return f"| {' | '.join(titles)} |\n|{' --- |' * len(titles)}"


def row(*texts: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(cell(text) for text in texts)} |"


def cell(text: str) -> str:
    """A text as a table cell in which Markdown and HTML have no meaning."""
    flat = untrusted.line(text).translate(_SURROGATES)
    shown = flat if len(flat) <= _MOST_OF_A_CELL else f"{flat[:_MOST_OF_A_CELL]}…"
    return _LINKS.sub(_parted, shown.translate(_SIGNS))


def prose(text: str) -> str:
    """A text for a line of its own: nothing at its beginning makes a heading, a list or a rule of it."""
    return _LINE_SIGNS.sub(lambda found: f"&#{ord(found[0])};", cell(text).strip())


def _parted(found: re.Match[str]) -> str:
    """A sign without which nothing is a link, as a reference."""
    text = found[0]
    return f"{text[:-1]}&#{ord(text[-1])};" if text[-1] in ".:" else text.replace(":", "&#58;")


def fenced(text: str, info: str = "text", most: int = MOST_LINES) -> str:
    """A text as a code block that ends where we say it ends; of a long one the first and the last lines."""
    lines = [untrusted.line(line).translate(_SURROGATES) for line in _bounded(text.splitlines(), most)]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{info}", *lines, fence])


def _bounded(lines: Sequence[str], most: int) -> list[str]:
    """So many lines at most, and so much of each that a block stays small; the count of the rest stands between."""
    half = most // 2
    kept = list(lines)
    if len(kept) > most:
        kept = [*kept[:half], f"… {len(kept) - 2 * half:,} lines left out …", *kept[-half:]]
    longest = max(1, most * _MOST_OF_A_LINE // max(1, len(kept)))
    return [line if len(line) <= longest else f"{line[:longest]}…" for line in kept]


def details(title: str, inner: Iterable[str] = ()) -> tuple[str, str]:
    """Head and tail of what is folded up under a title."""
    return "\n".join([f"<details><summary>{cell(title)}</summary>\n", *inner]), "\n\n</details>"
