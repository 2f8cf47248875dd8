"""The files of other CI systems are valid YAML, and each of their commands has valid options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from tests.documentation import blocks

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.manifest.findings import Failure

PAGES = ("docs/how-to/other-ci.md", "docs/how-to/private-runners.md")
# A command in a string of YAML or Groovy; an option with the name of the package is none.
COMMAND = re.compile(r"(?<![\w/'-])(?:\S*/)?sagemaker-marketplace\"? ((?:check|plan|create|watch|rehearse)\b[^'\n]*)")


def strings(value: Any) -> Iterator[str]:
    """Yield all strings in a document."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def commands(page: str) -> list[list[str]]:
    """Return the arguments of all commands in the files of a page."""
    texts: list[str] = []
    for block in blocks.blocks(page):
        if block.language == "yaml":
            texts += strings(yaml.safe_load(block.text))
        elif block.language == "groovy":
            texts.append(block.text)
    return [shlex.split(command) for text in texts for command in COMMAND.findall(text)]


@pytest.mark.parametrize(("page", "number"), [(PAGES[0], 5), (PAGES[1], 1)])
def test_the_commands_of_a_page_are_valid(page: str, number: int) -> None:
    found = commands(page)
    assert len(found) == number
    for arguments in found:
        assert main.parse(arguments)[0] == arguments[0]


def test_an_invalid_command_is_found() -> None:
    [found] = COMMAND.findall("- /tmp/venv/bin/sagemaker-marketplace create --time-out 5")
    with pytest.raises(Failure, match="--time-out"):
        main.parse(shlex.split(found))
