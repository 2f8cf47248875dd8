"""docs/security.md: each claim names tests, and they exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
CLAIMS = [
    (cells[1].strip(), cells[2])
    for line in PAGE.splitlines()
    if (cells := re.split(r"(?<!\\)\|", line))
    and len(cells) == 4
    and not re.match(r"\s*(---|(It|They) can't$)", cells[1].rstrip())
]
TEST = re.compile(r"\[`(test_\w+)`\]\(\.\./(tests/[\w/]+\.py)\)")


@cache
def functions_in(file: str) -> set[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("claim", "proof"), CLAIMS, ids=[claim[:60] for claim, _ in CLAIMS])
def test_a_claim_is_proven_by_tests_that_exist(claim: str, proof: str) -> None:
    named = TEST.findall(proof)
    assert claim
    assert named
    assert re.sub(r"[,\s]", "", TEST.sub("", proof)) == ""
    assert [f"{file}::{name}" for name, file in named if name not in functions_in(file)] == []


def test_every_table_is_read() -> None:
    assert len(CLAIMS) == PAGE.count("\n| ") - 2 * PAGE.count("| Proven by |")
    assert PAGE.count("| Proven by |") == len(re.findall(r"^## (?:A hostile|Answers|GitHub)", PAGE, re.MULTILINE))
