"""The limit on nesting, also if no file itself exceeds it: values of aliases and files count where they are used."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import Finding
from sagemaker_marketplace.manifest.yaml_reader import MAX_DEPTH

OBJECT, LIST = ("{k: ", "}"), ("[", "]")
EACH = pytest.mark.parametrize("brackets", [OBJECT, LIST], ids=["objects", "lists"])


def nested(levels: int, value: str, brackets: tuple[str, str]) -> str:
    begin, end = brackets
    return begin * levels + value + end * levels


def too_deep(text: str, inserted: str = "") -> list[Finding]:
    """The findings about the depth of a manifest; `inserted` is the content of each file that it names."""
    document = reader.parse("m.yaml", text.encode(), lambda name, _: (name, inserted.encode()), {})
    return [finding for finding in document.findings if finding.rule == "manifest-depth"]


@EACH
@pytest.mark.parametrize("inner", [1, 20, MAX_DEPTH - 2])
def test_an_alias(brackets: tuple[str, str], inner: int) -> None:
    outer = MAX_DEPTH - 1 - inner
    text = "x: &x {}\ny: {}\n"
    assert too_deep(text.format(nested(inner, "v", brackets), nested(outer, "*x", brackets))) == []
    (finding,) = too_deep(text.format(nested(inner, "v", brackets), nested(outer + 1, "*x", brackets)))
    assert finding.message == f"nested deeper than {MAX_DEPTH} levels"


@EACH
def test_a_file(brackets: tuple[str, str]) -> None:
    """A file counts as one level."""
    outer, inner = 20, MAX_DEPTH - 22
    text = f"x: {nested(outer, '{$file: other.yaml}', brackets)}\n"
    assert too_deep(text, nested(inner, "v", brackets)) == []
    (finding,) = too_deep(text, nested(inner + 1, "v", brackets))
    assert (finding.message, finding.location.file) == (f"nested deeper than {MAX_DEPTH} levels", "other.yaml")


@EACH
def test_text(brackets: tuple[str, str]) -> None:
    assert too_deep(f"x: {nested(MAX_DEPTH - 1, 'v', brackets)}\n") == []
    assert len(too_deep(f"x: {nested(MAX_DEPTH, 'v', brackets)}\n")) == 1
