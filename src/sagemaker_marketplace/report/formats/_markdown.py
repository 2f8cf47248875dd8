"""Markdown for a job summary: text from others without effect, and parts that are cut if there is no room for all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from .. import console_links, untrusted

_MAX_CELL = 1000
MAX_LINES = 100
# The average of a block's lines if it has as many as allowed.
_MAX_LINE = 200
# Room for the line that counts what was left out of a part, and for the one that names parts left out.
_NOTE_SIZE = 200
_LEFT_OUT_SIZE = 1000
# Each character that begins Markdown, a mention or a formula, as a character reference.
_REFERENCES = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_[]|~!@$"} | {38: "&amp;", 60: "&lt;", 62: "&gt;"}
# GitHub turns these into links.
_LINKS = re.compile(r"(?i)://|\bwww\.|mailto:|xmpp:")
# GitHub reads these in the finished HTML, where a character reference is the character: only a zero-width space behind
# them prevents the notification of a user, or a link in the history of an issue (github/cmark-gfm, issue 181).
_GITHUB_REFERENCES = re.compile(r"(?<![A-Za-z0-9])&#64;(?=[A-Za-z0-9])|(?<!&)#(?=[0-9])|(?i:\bgh-)(?=[0-9])")
_LINE_STARTS = re.compile(r"^[#+=\-\d]")


@dataclass(frozen=True)
class Part:
    """A part of a summary: units between a head and a tail. The part with the lowest `weight` is cut first."""

    weight: int
    noun: str
    head: str
    units: tuple[str, ...] = ()
    tail: str = ""

    @property
    def size(self) -> int:
        """The bytes of the part without its units."""
        return _size(self.head) + _size(self.tail) + _NOTE_SIZE

    def cut(self, number: int) -> str:
        """The part with its first units, and how many more there are."""
        shown = "\n".join([self.head, *self.units[:number]]) + self.tail
        omitted = len(self.units) - number
        return f"{shown}\n\nand {omitted:,} more {self.noun}, left out for size." if omitted else shown


def fit(parts: Sequence[Part], limit: int) -> str:
    """Join the parts in their order in at most `limit` bytes; those without room are counted at the end."""
    room = limit - _LEFT_OUT_SIZE
    shown: dict[int, str] = {}
    for index in sorted(range(len(parts)), key=lambda index: -parts[index].weight):
        part = parts[index]
        number = _fitting(part, room)
        if number or not part.units:
            shown[index] = part.cut(number) if part.size <= room else ""
            room -= _size(shown[index]) + 2
    omitted = Counter(part.noun for index, part in enumerate(parts) if not shown.get(index))
    note = [_left_out(omitted, Counter(part.noun for part in parts))] if omitted else []
    return "\n\n".join([*(shown[index] for index in sorted(shown) if shown[index]), *note]) + "\n"


def _left_out(omitted: Counter[str], all_parts: Counter[str]) -> str:
    """What was left out, with numbers for what has several parts, and where to find it."""
    nouns = (f"{count} of {all_parts[noun]} {noun}" if all_parts[noun] > 1 else noun for noun, count in omitted.items())
    return f"Left out for size: {', '.join(nouns)}. See the job log, or write a JSON report with output: json=FILE."


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
    """The first two lines of a table."""
    return f"| {' | '.join(titles)} |\n|{' --- |' * len(titles)}"


def row(*values: str) -> str:
    """A line of a table, of text."""
    return markdown_row(*map(cell, values))


def markdown_row(*values: str) -> str:
    """A line of a table, of Markdown in which text is escaped already."""
    return f"| {' | '.join(values)} |"


def code(text: str) -> str:
    """Text in a fixed-width font. In backticks, character references would have no meaning."""
    return f"<code>{_escape(_cut(text))}</code>" if text else ""


def link(title: str, url: str) -> str:
    """A link with a title, or the title alone if the URL is empty or not safe in Markdown."""
    return f"[{_escape(_cut(title))}]({url})" if title.strip() and console_links.safe_url(url) else cell(title)


def file_link(file: str, commit_url: str, line: int = 0) -> str:
    """A file, and a line of it, as a link to the commit whose files are below this URL; without one, as text."""
    url = f"{commit_url}/{quote(file, safe='/', errors='replace')}".replace("~", "%7E") if commit_url else ""
    return link(f"{file}:{line}", f"{url}#L{line}" if url else "") if line else link(file, url)


def alert(kind: str, blocks: Iterable[str]) -> str:
    """A colored block of GitHub; `kind` is NOTE, TIP, IMPORTANT, WARNING or CAUTION.

    Each line of the blocks is quoted, so that no line of a code block in it is outside. Source: GitHub's documentation,
    "Basic writing and formatting syntax", Alerts; an alert can't be inside another element, such as <details>.
    """
    lines = "\n\n".join(filter(None, blocks)).split("\n")
    return "\n".join([f"> [!{kind}]", *(f"> {line}" if line else ">" for line in lines)])


def cell(text: str) -> str:
    """Escape text for a table cell, so that Markdown and HTML in it have no meaning, and no one is mentioned."""
    return _GITHUB_REFERENCES.sub(r"\g<0>&#8203;", _escape(_cut(text)))


def _cut(text: str) -> str:
    flat = untrusted.line(text)
    return flat if len(flat) <= _MAX_CELL else f"{flat[:_MAX_CELL]}…"


def _escape(flat: str) -> str:
    """Escape a line for Markdown. GitHub finds no mentions and references to issues in links and in code."""
    return _LINKS.sub(_without_link, flat.translate(_REFERENCES))


def unbroken(text: str) -> str:
    """A short text that stays on one line in a narrow column."""
    return cell(text).replace(" ", "&nbsp;")


def prose(text: str) -> str:
    """Escape text for a line, so that its beginning makes no heading, list or rule."""
    return _LINE_STARTS.sub(lambda match: f"&#{ord(match[0])};", cell(text).strip())


def _without_link(match: re.Match[str]) -> str:
    """Write the character that makes a link as a character reference."""
    text = match[0]
    return f"{text[:-1]}&#{ord(text[-1])};" if text[-1] in ".:" else text.replace(":", "&#58;")


def fenced(text: str, info: str = "text", limit: int = MAX_LINES) -> str:
    """Return a code block that text in it can't end; a long text keeps its first and last lines."""
    lines = [untrusted.line(line) for line in _bounded(text.splitlines(), limit)]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{info}", *lines, fence])


def _bounded(lines: Sequence[str], limit: int) -> list[str]:
    """Keep the first and last lines and cut long ones, so that a block stays small; omitted lines are counted."""
    half = limit // 2
    kept = list(lines)
    if len(kept) > limit:
        kept = [*kept[:half], f"… {len(kept) - 2 * half:,} lines left out …", *kept[-half:]]
    longest = max(1, limit * _MAX_LINE // max(1, len(kept)))
    return [line if len(line) <= longest else f"{line[:longest]}…" for line in kept]


def details(title: str, inner: Iterable[str] = ()) -> tuple[str, str]:
    """Return the beginning and the end of a collapsed section."""
    return "\n".join([f"<details><summary>{cell(title)}</summary>\n", *inner]), "\n\n</details>"
