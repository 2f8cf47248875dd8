"""The site builds without a warning, its links lead somewhere, it loads nothing from another host; its search finds."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt
from tests.documentation import blocks, site_pages
from tests.documentation.blocks import ROOT
from tests.documentation.site_pages import is_outside, target
from tests.documentation.site_search import FIRST, MESSAGES, SCRIPT, TYPED, search

SITE = "https://OWNER.github.io/sagemaker-marketplace-action/"
REPOSITORY = "https://github.com/OWNER/sagemaker-marketplace-action"
# Hosts that no reader reaches, in examples.
LOCAL = ("localhost", "127.0.0.1", "")
LOADS = re.compile(r"url\((?!['\"]?(?:data:|\.|#|var))[^)]*\)|@import")
# The elements that GitHub and the site must agree on.
COMPARED = ("h1", "h2", "h3", "li", "tr", "blockquote", "em", "strong", "img")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the built site."""
    folder = tmp_path_factory.mktemp("site")
    assert site_pages.build(folder) == ""
    return folder


def test_links_lead_to_pages_and_anchors(site: Path) -> None:
    pages = site_pages.pages(site)
    broken = []
    for name, page in pages.items():
        base = "index.html" if name == "404.html" else name
        for link in (*page.links, *page.navigation, *page.loaded):
            local = link.removeprefix("/sagemaker-marketplace-action/") if name == "404.html" else link
            path, anchor = target(base, local)
            if is_outside(link):
                continue
            if not (site / path).is_file():
                broken.append(f"{name}: {link}: no such file")
            elif anchor and path in pages and anchor not in pages[path].anchors:
                broken.append(f"{name}: {link}: no such anchor")
    assert broken == []


def test_links_to_other_sites_are_well_formed(site: Path) -> None:
    links = {link for page in site_pages.pages(site).values() for link in page.links if is_outside(link)}
    assert len(links) > 100
    wrong = [link for link in links if urlsplit(link).scheme != "https" or urlsplit(link).hostname in LOCAL]
    assert wrong == []


def test_links_to_the_repository_lead_to_files(site: Path) -> None:
    links = {link for page in site_pages.pages(site).values() for link in page.links if link.startswith(REPOSITORY)}
    files = {link: re.match(rf"{REPOSITORY}/(?:blob|edit|tree)/main/([^#]+)", link) for link in links}
    assert [link for link, file in files.items() if file and not (ROOT / file[1]).exists()] == []


def test_each_page_is_in_the_navigation(site: Path) -> None:
    """A reader gets to each page: from the navigation of its section, which the sections' first pages link."""
    pages = site_pages.pages(site)
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        name = waiting.pop()
        linked = {target(name, link)[0] for link in pages[name].navigation if not is_outside(link)}
        new = {path for path in linked if path in pages} - reached
        reached |= new
        waiting += new
    assert set(pages) - reached == {"404.html"}


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    loaded = {link for page in site_pages.pages(site).values() for link in page.loaded}
    assert [link for link in loaded if is_outside(link)] == []
    styles = {path.name: LOADS.findall(path.read_text("utf-8")) for path in site.rglob("*.css")}
    assert {name: found for name, found in styles.items() if found} == {}
    # The theme's script asks GitHub about a repository if a page has this element, and loads diagrams for these blocks.
    for path in site.rglob("*.html"):
        assert 'data-md-component="source"' not in path.read_text("utf-8")
        assert 'class="mermaid"' not in path.read_text("utf-8")


def test_each_page_has_its_own_description(site: Path) -> None:
    pages = [page for name, page in site_pages.pages(site).items() if name != "404.html"]
    counts = Counter(page.description for page in pages)
    assert {text: number for text, number in counts.items() if number > 1 or len(text) < 15} == {}


def of_github(name: str) -> Counter[str]:
    """Return how often elements are in a page as GitHub shows it."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = [token for token in parser.parse((ROOT / name).read_text("utf-8")) if token.type != "inline"]
    inline = [each for token in parser.parse((ROOT / name).read_text("utf-8")) for each in token.children or ()]
    return Counter(token.tag for token in (*tokens, *inline) if token.nesting >= 0 and token.tag in COMPARED)


def html_file(name: str) -> str:
    path = posixpath.relpath(name, "docs").removesuffix(".md")
    path = posixpath.dirname(path) if posixpath.basename(path) in ("index", "README") else path
    return posixpath.join(path, "index.html")


def test_the_site_shows_the_same_elements_as_github(site: Path) -> None:
    """Python-Markdown and GitHub differ in lists, in tables and in emphasis with underscores."""
    different = {}
    for name in [page for page in blocks.pages() if page.startswith("docs/")]:
        shown = Counter({tag: site_pages.pages(site)[html_file(name)].elements.get(tag, 0) for tag in COMPARED})
        if +shown != of_github(name):
            different[name] = {
                tag: (shown[tag], of_github(name)[tag]) for tag in COMPARED if shown[tag] != of_github(name)[tag]
            }
    assert different == {}


def test_each_message_is_found(site: Path) -> None:
    found = search(site, [message for message, _ in (*MESSAGES, *TYPED)])
    first = zip((*MESSAGES, *TYPED), found, strict=True)
    assert {message: pages[:FIRST] for (message, page), pages in first if page not in pages[:FIRST]} == {}


def test_nothing_is_found_for_words_that_no_page_has(site: Path) -> None:
    """So that the test above can fail."""
    assert search(site, ["qwxyz vbnmq zzzxq", "unobtainium"]) == [[], []]


def test_the_script_splits_messages_as_the_index_does(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    separator = index["config"]["separator"].removesuffix("|&(?:lt|gt|quot|amp);")
    assert f"const SEPARATOR = /{separator}/;" in SCRIPT.read_text("utf-8")
