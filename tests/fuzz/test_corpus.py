"""The fuzzers' targets hold on their corpus: inputs that reach different code, and those that once found a bug.

`make fuzzers` changes these inputs with atheris; this runs them as they are, on every version of Python.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest

from fuzz import answers

CORPUS = Path(__file__).resolve().parents[2] / "fuzz" / "corpus"
TARGETS = ("answers", "comments", "conversions", "documents", "relay")
MAX_BYTES = 200_000
OPERATION = b"plan\n=== DescribeModelPackage 200\n"
OTHER = b"=== ListTags 400\nno JSON\n"


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus(target: str) -> None:
    fuzz = importlib.import_module(f"fuzz.{target}").fuzz
    inputs = sorted((CORPUS / target).iterdir())
    assert len(inputs) >= 5
    for path in inputs:
        fuzz(path.read_bytes())


def test_the_corpus_is_small() -> None:
    assert sorted(path.name for path in CORPUS.iterdir()) == list(TARGETS)
    assert sum(path.stat().st_size for path in CORPUS.rglob("*")) < MAX_BYTES


def broken(*_arguments: object, **_keywords: object) -> SimpleNamespace:
    """Stand in for a function with a bug, which returns something of another type."""
    return SimpleNamespace(text="spec: ::error::\x1b")


@pytest.mark.parametrize(
    ("target", "content", "function"),
    [
        ("answers", b"watch\n", "aws.sagemaker.Resources.describe"),
        ("comments", b"HTTP/1.1 200 OK\r\n\r\n[]", "github.sticky.StickyComment.write"),
        ("conversions", b"\x00" + b'{"ModelPackageName": "a", "InferenceSpecification": {}}', "init.convert.convert"),
        ("documents", b"kind: ModelPackage\n", "check.manifest_check.check_document"),
        ("relay", b"\x00::error::x\n", "watch.logbook.relay.lines"),
    ],
)
def test_a_target_detects_a_bug(monkeypatch: pytest.MonkeyPatch, target: str, content: bytes, function: str) -> None:
    fuzz = importlib.import_module(f"fuzz.{target}").fuzz
    fuzz(content)
    monkeypatch.setattr(f"sagemaker_marketplace.{function}", broken)
    with pytest.raises((AssertionError, AttributeError, TypeError)):
        fuzz(content)


def test_a_mutation_changes_a_value_of_one_answer_and_can_be_repeated() -> None:
    content = OPERATION + b'{"a": {"b": [1]}}\n' + OTHER
    changed = [answers.mutate(content, 1000, seed) for seed in range(40)]
    assert changed == [answers.mutate(content, 1000, seed) for seed in range(40)]
    assert len(set(changed)) > 10
    assert all(each.startswith(OPERATION) and each.endswith(OTHER) for each in changed)
    assert answers.mutate(b"plan\n", 1000, 0) == b"plan\n"
