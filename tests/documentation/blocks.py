"""The fenced blocks of a page in Markdown, with the comments that steer how they are tested (see CONTRIBUTING.md)."""

from __future__ import annotations

import re
import subprocess
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "docs/*.md", "examples/*/README.md", "skills/*.md")
# Their examples are tests already.
GENERATED = "docs/rules/"

_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[\w-]*)[^`]*")
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)


@dataclass(frozen=True)
class Comment:
    """A comment in HTML, which readers don't see."""

    line: int
    text: str


@dataclass(frozen=True)
class Block:
    """A fenced block. `comments` are directly before it; `is_next` if only they separate it from the last block."""

    page: str
    line: int
    language: str
    text: str
    comments: tuple[str, ...] = ()
    is_next: bool = False

    @property
    def name(self) -> str:
        """The location of the block."""
        return f"{self.page}:{self.line}"

    def comment(self, key: str) -> str | None:
        """Return the value of the comment `KEY: VALUE` before the block, or None."""
        values = [text.partition(":")[2].strip() for text in self.comments if text.partition(":")[0] == key]
        return values[-1] if values else None


def pages() -> list[str]:
    """Return the names of the pages that Git knows and that are not generated from rules."""
    listed = subprocess.run(["git", "ls-files", *PAGES], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if not name.startswith(GENERATED) and (ROOT / name).is_file()]


def of_page(name: str) -> list[Block | Comment]:
    """Return the blocks and comments of a page of the repository, in order."""
    return list(parse(name, (ROOT / name).read_text("utf-8")))


def parse(page: str, text: str) -> Iterator[Block | Comment]:
    """Yield blocks and comments in order; a comment also when it is that of a block."""
    lines = text.split("\n")
    comments: list[str] = []
    number, is_next = 0, False
    while number < len(lines):
        fence = _FENCE.fullmatch(lines[number])
        if fence:
            end = _end_of_block(lines, number, fence["fence"])
            content = textwrap.dedent("\n".join(lines[number + 1 : end]))
            yield Block(page, number + 1, fence["language"], content, tuple(comments), is_next)
            comments, number, is_next = [], end + 1, True
        elif lines[number].lstrip().startswith("<!--"):
            end = next((each for each in range(number, len(lines)) if "-->" in lines[each]), len(lines) - 1)
            for found in _COMMENT.findall("\n".join(lines[number : end + 1])):
                comments.append(" ".join(found.split()))
                yield Comment(number + 1, comments[-1])
            number = end + 1
        else:
            if lines[number].strip():
                comments, is_next = [], False
            number += 1


def _end_of_block(lines: list[str], start: int, fence: str) -> int:
    """Return the index of the line that closes the block which opens at an index."""
    closing = re.compile(rf" *{fence[0]}{{{len(fence)},}} *")
    return next((each for each in range(start + 1, len(lines)) if closing.fullmatch(lines[each])), len(lines))


def blocks(name: str) -> list[Block]:
    """Return the blocks of a page."""
    return [item for item in of_page(name) if isinstance(item, Block)]


def workflows() -> list[Block]:
    """Return the blocks of all pages that are whole workflows of GitHub Actions."""
    found = [block for page in pages() for block in blocks(page) if block.language == "yaml"]
    return [block for block in found if {"on", "jobs"} <= set(re.findall(r"^(\w+):", block.text, re.MULTILINE))]
