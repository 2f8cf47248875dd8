"""README.md: its length, the order of its sections, and its pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import make_docs, terminal_images

from sagemaker_marketplace.settings.options import INPUTS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAX_LINES = 250
SECTIONS = [
    *("Quick start", "Manifest", "Pull requests", "Releases", "Inputs and outputs", "Command line", "Permissions"),
    *("Troubleshooting", "Versions", "Security", "Development", "License"),
]
# The width of a word depends on its letters, and a release replaces the repository's name in the pictures.
LENGTH = re.compile(r' textLength="[^"]*"')


def test_it_is_short() -> None:
    assert len(README.splitlines()) < MAX_LINES


def test_the_sections_are_in_order() -> None:
    assert re.findall(r"^## (.+)$", README, re.MULTILINE) == SECTIONS


def test_the_main_inputs_exist() -> None:
    assert set(make_docs.MAIN_INPUTS) <= {option.name for option in INPUTS}


def test_the_pictures_are_current_and_shown() -> None:
    written = {path.name: path.read_text("utf-8") for path in terminal_images.IMAGES.iterdir()}
    assert {name: LENGTH.sub("", text) for name, text in written.items()} == {
        name: LENGTH.sub("", text) for name, text in terminal_images.images().items()
    }, "run `make docs`"
    assert sorted(re.findall(r"\]\(docs/images/([^)]+)\)", README)) == sorted(written)


@pytest.mark.parametrize("path", sorted(terminal_images.IMAGES.iterdir()), ids=lambda path: path.name)
def test_a_picture_loads_nothing(path: Path) -> None:
    loaded = re.findall(r"(?:href|src)=|url\((?!#)|@import|<script", path.read_text("utf-8"))
    assert loaded == []


@pytest.mark.parametrize(("printed", "shown"), [("a<b&c\n", "a&lt;b&amp;c"), ("x" * 105, "x" * 104)])
def test_a_picture_shows_what_was_printed(printed: str, shown: str) -> None:
    svg = terminal_images.draw("name", "command", printed)
    assert f">{shown}<" in svg
    assert ">command<" in svg.replace("&#160;", " ")
