"""The mutants of `make mutants`: what is changed, which sample a seed draws, and the list of equivalent ones."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml
from scripts.mutants import sample
from scripts.mutants.__main__ import EQUIVALENT, NEED_ENGINE, STAGES, Count, Trial, stage_modules
from scripts.mutants.operators import mutations
from scripts.mutants.sample import Mutant


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a == b", ["a != b"]),
        ("a < b", ["a >= b", "a <= b"]),
        ("a and b", ["a or b", "b", "a"]),
        ("not a", ["a"]),
        ("True", ["False"]),
        ("1", ["2", "0"]),
        ("'a'", ["'XXa'"]),
        ("a + b", ["a - b"]),
        ("a + 'b'", []),
        ("a if b else c", ["a if False else c", "a if True else c"]),
        ("f(a, b)", ["f(b, a)"]),
        ("f(a, b=1)", ["f(a)"]),
        ("a.strip()", ["a"]),
        ("sorted(a)", ["a"]),
        ("isinstance(a, b)", []),
        ("(1, 2)", ["(2,)", "(1,)"]),
        ("{a: b}", ["{}"]),
        ("a[1:]", []),
    ],
)
def test_mutations_of_an_expression(code: str, expected: list[str]) -> None:
    node = ast.parse(code, mode="eval").body
    assert [ast.unparse(replacement) for _, replacement in mutations(node)] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if a:\n    b", ["if False:\n    b", "if True:\n    b"]),
        ("f()", ["pass"]),
        ("raise a", ["pass"]),
        ("a = b", []),
        ("a.b = c", ["pass"]),
        ("a += b", ["pass"]),
        ("'''A docstring.'''", []),
        ("continue", ["break"]),
        ("return a", ["return None"]),
        ("return None", []),
    ],
)
def test_mutations_of_a_statement(code: str, expected: list[str]) -> None:
    node = ast.parse(code).body[0]
    assert [ast.unparse(replacement) for _, replacement in mutations(node)] == expected


SOURCE = '''\
"""A module."""
from a import b

SOURCES = ("x", "y")


def f(a: int = 1) -> "int":
    """Not mutated."""
    try:
        return [c for c in a if c > 2]
    except (A, B):
        raise Failure(f"{a.strip()} is wrong") from None
'''


def test_all_mutants_of_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SOURCE", tmp_path)
    (tmp_path / "m.py").write_text(SOURCE)
    found = list(sample.mutants("m.py"))
    assert [f"{mutant.line} {mutant.operator} {mutant.change}" for mutant in found] == [
        "7 constant 1  ->  2",
        "7 constant 1  ->  0",
        "10 return return [c for c in a if c > 2]  ->  return None",
        "10 filter for c in a if c > 2  ->  for c in a",
        "10 comparison c > 2  ->  c <= 2",
        "10 boundary c > 2  ->  c >= 2",
        "10 constant 2  ->  3",
        "10 constant 2  ->  1",
        "11 except except (A, B):  ->  except (B,):",
        "11 except except (A, B):  ->  except (A,):",
        "12 statement raise Failure(f'{a.strip()} is wrong') from None  ->  pass",
        "12 string f'{a.strip()} is wrong'  ->  f'XX{a.strip()} is wrong'",
        "12 call a.strip()  ->  a",
    ]
    assert [mutant.operator for mutant in found if mutant.only_words] == ["string", "call"]
    mutated = [sample.mutated(mutant, SOURCE) for mutant in found]
    assert len(set(mutated)) == len(found)
    assert ast.unparse(ast.parse(SOURCE)) not in mutated


def test_a_seed_draws_the_same_sample_and_each_line_once() -> None:
    names = sample.modules(["plan", "check/check.py"])
    first, again, other = (sample.draw(names, 20, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert len({(mutant.module, mutant.line) for mutant in first}) == 20


def test_the_score_leaves_out_words_and_equivalent_mutants() -> None:
    mutant = Mutant("m.py", 0, 1, "string", "text", "a", "b", False)
    words = Mutant("m.py", 0, 1, "string", "text", "a", "b", True)
    count = Count()
    for trial in (
        Trial(mutant, "test", False),
        Trial(mutant, "", True),
        Trial(mutant, "", False),
        Trial(words, "", False),
    ):
        count.add(trial)
    assert (count.tried, count.detected, count.equivalent, count.words, count.score) == (3, 1, 1, 1, 50)


def test_equivalent_mutants_exist_and_have_a_reason() -> None:
    entries = yaml.safe_load(EQUIVALENT.read_text("utf-8"))
    possible = {
        (mutant.module, mutant.text, mutant.change)
        for name in {entry["module"] for entry in entries}
        for mutant in sample.mutants(name)
    }
    assert [entry for entry in entries if (entry["module"], entry["text"], entry["change"]) not in possible] == []
    assert all(entry["reason"] for entry in entries)
    assert {entry["module"] for entry in entries} <= set(sample.modules(STAGES))


def test_modules_that_need_an_engine_exist_and_are_left_out() -> None:
    assert set(sample.modules(STAGES)) - set(stage_modules()) == set(NEED_ENGINE)
