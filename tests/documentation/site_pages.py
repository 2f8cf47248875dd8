"""The documentation's site: built once, and what its pages contain."""

from __future__ import annotations

import os
import posixpath
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.documentation.blocks import ROOT

# Elements whose attribute makes a browser load a file.
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "video": "src"}
# Links of a page to addresses, which load nothing.
NOT_LOADED = ("canonical", "prev", "next", "edit")


@dataclass
class Page(HTMLParser):
    """What a page of the site contains: links, anchors, what a browser loads, and counts of elements in its article."""

    name: str
    links: list[str] = field(default_factory=list)
    navigation: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    loaded: list[str] = field(default_factory=list)
    elements: dict[str, int] = field(default_factory=dict)
    description: str = ""
    _is_navigation: bool = False
    _is_article: bool = False

    def __post_init__(self) -> None:
        """Set up the parser."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element."""
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        self._is_navigation |= values.get("data-md-type") == "navigation"
        if tag == "article":
            self._is_article, self._is_navigation = True, False
        if self._is_article:
            self.elements[tag] = self.elements.get(tag, 0) + 1
        if tag == "a" and "href" in values:
            (self.navigation if self._is_navigation else self.links).append(values["href"])
        elif tag in LOADED and LOADED[tag] in values and values.get("rel") not in NOT_LOADED:
            self.loaded.append(values[LOADED[tag]])
        elif values.get("name") == "description":
            self.description = values["content"]

    def handle_endtag(self, tag: str) -> None:
        """End the article."""
        self._is_article &= tag != "article"


def build(folder: Path) -> str:
    """Build the site in a folder as `make docs` does, and return what the build prints."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@cache
def pages(folder: Path) -> dict[str, Page]:
    """Return the pages of a built site, by the names of their files."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        page = Page(path.relative_to(folder).as_posix())
        page.feed(path.read_text("utf-8"))
        found[page.name] = page
    return found


def target(page: str, link: str) -> tuple[str, str]:
    """Return the file, and the anchor in it, to which a link of a page inside the site leads."""
    parts = urlsplit(link)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    if parts.path.endswith("/") or path == ".":
        path = posixpath.normpath(posixpath.join(path, "index.html"))
    return path, unquote(parts.fragment)


def is_outside(link: str) -> bool:
    """Whether a link leads to another site."""
    return bool(urlsplit(link).scheme or urlsplit(link).netloc)
