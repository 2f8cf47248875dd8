"""The messages in the troubleshooting tables of docs/reference/credentials.md are those that the source has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AWS = ROOT / "src" / "sagemaker_marketplace" / "aws"
PAGE = (ROOT / "docs" / "reference" / "credentials.md").read_text("utf-8")
TABLES = "".join(re.findall(r"^\| message \|.*\n\| ---.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE))
MESSAGES = [
    message for row in re.findall(r"^\| (`.*?) \|", TABLES, re.MULTILINE) for message in re.findall(r"`([^`]+)`", row)
]


def _strings() -> Iterator[str]:
    """Yield each string of the source, with … for each value in an f-string."""
    for file in (AWS / "errors.py", *sorted((AWS / "credentials").glob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            if all(isinstance(part, (ast.Constant, ast.FormattedValue)) for part in parts):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)


STRINGS = list(_strings())


def test_the_tables_have_messages() -> None:
    assert len(MESSAGES) >= 28


@pytest.mark.parametrize("message", MESSAGES)
def test_the_source_has_each_message(message: str) -> None:
    assert any(string.startswith(message) for string in STRINGS)
