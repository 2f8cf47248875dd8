"""Links in pages as people read them on GitHub: they lead to files of the repository, and to headings there."""

from __future__ import annotations

import posixpath
import re
from functools import cache

import pytest
from tests.documentation import blocks
from tests.documentation.blocks import ROOT

PAGES = [*blocks.pages(), "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md", "docs/rules/README.md"]
LINK = re.compile(r"!?\[(?:[^][]|\[[^]]*\])*\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
CODE = re.compile(r"^( *)(```+).*?^\1\2 *$|(`+)(?!`).*?(?<!`)\3(?!`)", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+?)(?: #*)?$", re.MULTILINE)
ANCHOR = re.compile(r"<a (?:id|name)=\"([^\"]+)\">")


def without_code(text: str) -> str:
    return CODE.sub("", text)


@cache
def anchors(name: str) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page, and those that it has in HTML."""
    text = (ROOT / name).read_text("utf-8")
    found: set[str] = set(ANCHOR.findall(text))
    fences = re.compile(r"^( *)(```+).*?^\1\2 *$", re.MULTILINE | re.DOTALL)
    for title in HEADING.findall(fences.sub("", text)):
        slug = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title).lower()).replace(" ", "-")
        number = sum(each == slug or re.fullmatch(rf"{re.escape(slug)}-\d+", each) is not None for each in found)
        found.add(f"{slug}-{number}" if number and slug in found else slug)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings(page: str) -> None:
    broken = []
    for link in LINK.findall(without_code((ROOT / page).read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if not (ROOT / file).exists():
            broken.append(f"{link}: no such file")
        elif anchor and file.endswith(".md") and anchor not in anchors(file):
            broken.append(f"{link}: no such heading")
    assert broken == []
