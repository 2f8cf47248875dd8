"""Where the value or key of a finding ends on its line."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest import paths, reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.ignores import read as read_ignores

MANIFEST = """\
kind: ModelPackage # a comment
ignore: [some-rule] # sagemaker-marketplace: ignore[other-rule] here
spec:
  Plain: two words   # a comment
  Quoted: "a \\" b"
  Single: 'it''s'
  Multiline: "one
    two"
  Literal: |- # a comment
    text
  Folded: >
    text
  Tagged: &name value
  Wide: 日本 # a comment
  Missing:
  Empty: ''
  "Quoted key": {a: 1}
  Flow: [{Key: é}, [ 1,
    2]]
  Block:
    - Image: one
      Tag: two
    - [x]
  Inserted:
    $file: part.json
"""


def read(name: str, _parent: str) -> tuple[str, bytes]:
    return name, b'{\n "Name": "b\\ud83d\\ude00",\n "Other": true }'


@pytest.fixture(scope="module")
def document() -> Document:
    return reader.parse("m.yaml", MANIFEST.encode(), read, {})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("kind", "ModelPackage"),
        ("ignore", "ignore"),
        ("ignore.0", "some-rule"),
        ("spec", "spec"),
        ("spec.Plain", "two words"),
        ("spec.Quoted", r'"a \" b"'),
        ("spec.Single", "'it''s'"),
        ("spec.Multiline", '"one'),
        ("spec.Literal", "|-"),
        ("spec.Folded", ">"),
        ("spec.Tagged", "&name value"),
        ("spec.Wide", "日本"),
        ("spec.Empty", "''"),
        ("spec.Quoted key", '"Quoted key"'),
        ("spec.Quoted key.a", "1"),
        ("spec.Flow", "Flow"),
        ("spec.Flow.0", "{Key: é}"),
        ("spec.Flow.0.Key", "é"),
        # Of a value with several lines, the first.
        ("spec.Flow.1", "[ 1,"),
        ("spec.Block", "Block"),
        ("spec.Block.0", "Image: one"),
        ("spec.Block.0.Tag", "two"),
        ("spec.Block.1", "[x]"),
        # A field that is missing is reported at its object.
        ("spec.Block.0.Unknown", "Image: one"),
        ("spec.Unknown", "spec"),
        ("spec.Inserted", "Inserted"),
        ("spec.Inserted.Other", "true"),
        # Nothing to underline: an empty value, the whole file, and a column that an escape of JSON moves.
        ("spec.Missing", None),
        ("region", None),
        ("spec.Inserted.Name", None),
    ],
)
def test_span(document: Document, path: str, text: str | None) -> None:
    start, end = document.span(paths.parse(path))
    shown = document.sources[start.file][start.line - 1][start.column - 1 : end.column - 1] if end else None
    assert shown == text
    assert document.location(paths.parse(path)) == start
    finding = document.finding(paths.parse(path), "error", "rule", "message")
    assert (finding.location, finding.end) == (start, end)


def test_span_of_a_key(document: Document) -> None:
    start, end = document.span(("spec", "Plain"), at_key=True)
    assert (start.line, start.column, end and (end.line, end.column)) == (4, 3, (4, 8))


def test_spans_of_ignored_rules(document: Document) -> None:
    line = MANIFEST.splitlines()[1]
    spans = {
        entry.rule: (entry.location.column, entry.end and entry.end.column) for entry in read_ignores(document).entries
    }
    shown = {rule: line[start - 1 : end - 1] for rule, (start, end) in spans.items() if end}
    assert shown == {"some-rule": "some-rule", "other-rule": "# sagemaker-marketplace: ignore[other-rule]"}
