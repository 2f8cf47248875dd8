"""Fixes as edits: the text afterwards, and the cases without a fix because it would change other data as well."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import document, fixes, reader
from sagemaker_marketplace.manifest.findings import Edit, Location

Path = tuple[str | int, ...]


def read(text: str, **files: str) -> document.Document:
    def part(name: str, _parent: str) -> tuple[str, bytes]:
        return name, files[name].encode()

    return reader.parse("m.yaml", text.encode(), part, {"V": "v"})


def fixed(text: str, *fix: Any) -> str | None:
    """Return the fixed text, or None if there is no edit for the fix."""
    edit = fixes.edit_for(read(text), fix)
    return None if edit is None else fixes.apply(text, [edit])[0]


@pytest.mark.parametrize(
    ("text", "path", "value", "after"),
    [
        ("a: one\n", ("a",), "two", "a: two\n"),
        ("a: one", ("a",), "two", "a: two"),
        ('a: "5"\n', ("a",), 5, "a: 5\n"),
        ("a: '5'\n", ("a",), 5, "a: 5\n"),
        ("a: yes\n", ("a",), True, "a: true\n"),
        ("a: one\n", ("a",), "5", 'a: "5"\n'),
        ("a: one\n", ("a",), "no", 'a: "no"\n'),
        ("a: one\n", ("a",), "x: y # z", 'a: "x: y # z"\n'),
        ("a: one\n", ("a",), "${X}", 'a: "$${X}"\n'),
        # The quotes are kept, so that JSON stays valid.
        ('{"a": "one"}\n', ("a",), "two", '{"a": "two"}\n'),
        ('{"a":"5","b":"6"}', ("a",), 5, '{"a":5,"b":"6"}'),
        ("a: 'one'\n", ("a",), "two", "a: 'two'\n"),
        ("a: 'one'\n", ("a",), "it's", 'a: "it\'s"\n'),
        ('a: "one"\n', ("a",), 'say "x"', 'a: "say \\"x\\""\n'),
        ("a: [x,  one , y]\n", ("a", 1), "two", "a: [x,  two , y]\n"),
        ("a: {b: one, c: x}\n", ("a", "b"), "two", "a: {b: two, c: x}\n"),
        ("a: [x, y]\n", ("a",), "z", "a: z\n"),
        ("a:\n-   one   # why\n- x\n", ("a", 0), "two", "a:\n-   two   # why\n- x\n"),
        ("a:   one\t# why\n", ("a",), "two", "a:   two\t# why\n"),
        ("a:\n  one\n", ("a",), "two", "a:\n  two\n"),
        ("# ä𝄞\nä: [𝄞, one] # é\n", ("ä", 1), "two", "# ä𝄞\nä: [𝄞, two] # é\n"),
        # A variable, several lines, no value, and a value that is also used elsewhere.
        ("a: x-${V}\n", ("a",), "two", None),
        ("a: ${NONE:-one}\n", ("a",), "two", None),
        ("a: one\n  two\n", ("a",), "x", None),
        ("a: |\n  one\n", ("a",), "two", None),
        ('a: "one\\\n  two"\n', ("a",), "x", None),
        ("a:\n- x\n", ("a",), "two", None),
        ("a:\nb: x\n", ("a",), "two", None),
        ("a: &x one\nb: *x\n", ("a",), "two", None),
        ("a: &x one\nb: *x\n", ("b",), "two", None),
        ("a: &x [one]\nb: *x\n", ("b", 0), "two", None),
        ("a: &x\n- one\nb: 1\n", ("a", 0), "two", None),
        ("a: one\n", ("b",), "two", None),
        # Escapes of a character beyond U+FFFF: the columns after it differ from those of the file.
        ('{"a": "\\ud834\\udd1e", "b": "one"}', ("b",), "two", None),
        ('{"a": "\\ud834\\udd1e",\n "b": "one"}', ("b",), "two", '{"a": "\\ud834\\udd1e",\n "b": "two"}'),
    ],
)
def test_replace(text: str, path: Path, value: Any, after: str | None) -> None:
    assert fixed(text, "replace", path, value) == after


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        # In brackets, on a single line.
        ("a: [x, y, z] # why\n", ("a", 0), "a: [y, z] # why\n"),
        ("a: [x,  y,   z]\n", ("a", 1), "a: [x,  z]\n"),
        ("a: [x, y, z]\n", ("a", 2), "a: [x, y]\n"),
        ("a: [ x , y ]\n", ("a", 1), "a: [ x ]\n"),
        ("a: [x, y,]\n", ("a", 1), "a: [x,]\n"),
        ("a: [x, {b: 1}, [y]]\n", ("a", 1), "a: [x, [y]]\n"),
        ('a: ["x","y","z"]\n', ("a", 0), 'a: ["y","z"]\n'),
        ("a: {b: 1, c: 2}\n", ("a", "b"), "a: {c: 2}\n"),
        ("a: {b: 1, c: 2}\n", ("a", "c"), "a: {b: 1}\n"),
        ('{"a": 1, "b": [1, 2], "c": 3}', ("b",), '{"a": 1, "c": 3}'),
        ("a: [x]\n", ("a", 0), None),
        ("a: {b: 1}\n", ("a", "b"), None),
        ("a: [x,\n  y]\n", ("a", 0), None),
        ("a: [x,\n  y]\n", ("a", 1), None),
        ("a: [\n  x,\n  y\n]\n", ("a", 1), None),
        ('{\n  "a": 1,\n  "b": 2\n}\n', ("b",), None),
        ("a: [x, # why\n  y, z]\n", ("a", 0), None),
        # On separate lines.
        ("a:\n- x\n- y\n", ("a", 0), "a:\n- y\n"),
        ("a:\n  - x # why\n  - y  \n  # of z\n  - z\n", ("a", 1), "a:\n  - x # why\n  # of z\n  - z\n"),
        ("a:\n- x\n- y", ("a", 1), "a:\n- x\n"),
        ("a:\n- x\n- [y, z]\n", ("a", 1), "a:\n- x\n"),
        ("a: 1\nb: 2\n", ("a",), "b: 2\n"),
        ("a:\n  b: 1\n  c: [x]\n  d: 1\n", ("a", "c"), "a:\n  b: 1\n  d: 1\n"),
        ("l:\n- a: 1\n  b: 2\n- c\n", ("l", 0, "b"), "l:\n- a: 1\n- c\n"),
        ("a:\n- x # why\n- y\n", ("a", 0), None),
        ("a:\n- x\n", ("a", 0), None),
        ("a: 1\n", ("a",), None),
        ("l:\n- a: 1\n  b: 2\n- c\n", ("l", 0, "a"), None),
        ("l:\n- - a\n  - b\n- c\n", ("l", 0, 0), None),
        ("a: 1\nb:\n  2\n", ("b",), None),
        ("? a\n: 1\n? b\n: 2\n", ("a",), None),
        ("a: 1\nb: |\n  x\nc: 2\n", ("b",), None),
        ("a: 1\nb:\n  c: 1\n", ("b",), None),
        # A variable, and a value that is also used elsewhere.
        ("a: [x, '${V}']\n", ("a", 1), None),
        ("a: 1\nb: ${V}\n", ("b",), None),
        ("a: [&x x, y, *x]\n", ("a", 0), None),
        ("a: [&x x, y, *x]\n", ("a", 1), None),
        ("a: [&x x, y, *x]\n", ("a", 2), None),
        ("a: [&x x, *x, y]\n", ("a", 2), None),
        ("a: &x [x, y]\nb: *x\n", ("a", 1), None),
        ("a: &x [x, y]\nb: *x\n", ("b", 1), None),
        ("a: [x, y]\n", ("a", 2), None),
    ],
)
def test_remove(text: str, path: Path, after: str | None) -> None:
    assert fixed(text, "remove", path) == after


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_layout_is_kept(line_break: str, mark: str) -> None:
    lines_before = ['a: "1" # ä', "", "b: # c", "  -   x", "  - y", "  - x", "", "d: {e: [u, v]}", "  ", "# end"]
    lines_after = ["a: 1 # ä", "", "b: # c", "  -   x", "  - y", "", "d: {e: [v]}", "  ", "# end"]
    text = mark + line_break.join(lines_before)
    changes = [("replace", ("a",), 1), ("remove", ("b", 2)), ("remove", ("d", "e", 0))]
    edits = [edit for fix in changes if (edit := fixes.edit_for(read(text), fix))]
    assert fixes.apply(text, edits)[0] == mark + line_break.join(lines_after)


def test_a_part_is_fixed_in_its_own_file() -> None:
    doc = read("a: {$file: part.yaml}\nb: 1\n", **{"part.yaml": "# part\n- x\n- y\n"})
    edit = fixes.edit_for(doc, ("remove", ("a", 0)))
    assert edit == Edit(Location("part.yaml", 2, 1), Location("part.yaml", 3, 1), "")
    edit = fixes.edit_for(doc, ("replace", ("a", 1), "z"))
    assert edit == Edit(Location("part.yaml", 3, 3), Location("part.yaml", 3, 4), "z")


@pytest.mark.parametrize(
    ("text", "part", "fix"),
    [
        # The entry is in this file and its value in the part.
        ("a:\n- x\n- {$file: part.yaml}\n", "y\n", ("remove", ("a", 1))),
        ("a: [x, $file: part.yaml]\n", "y\n", ("remove", ("a", 1))),
        ("a: 1\nb: {$file: part.yaml}\n", "     y\n", ("remove", ("b",))),
        # The part is used twice.
        ("a: {$file: part.yaml}\nb: {$file: part.yaml}\n", "[x, y]\n", ("remove", ("a", 1))),
        ("a: {$file: part.yaml}\nb: {$file: part.yaml}\n", "[x, y]\n", ("replace", ("b", 1), "z")),
    ],
)
def test_a_part_that_is_not_fixed(text: str, part: str, fix: Any) -> None:
    assert fixes.edit_for(read(text, **{"part.yaml": part}), fix) is None


def test_without_a_fix_there_is_no_edit() -> None:
    assert fixes.edit_for(read("a: 1\n"), None) is None


def edit_for(start: tuple[int, int], end: tuple[int, int], text: str = "") -> Edit:
    return Edit(Location("m.yaml", *start), Location("m.yaml", *end), text)


@pytest.mark.parametrize(
    ("edits", "after", "applied"),
    [
        ([], "abcd\nefgh\n", 0),
        ([edit_for((1, 2), (1, 3), "X")], "aXcd\nefgh\n", 1),
        ([edit_for((1, 1), (1, 2), "X"), edit_for((2, 4), (2, 5), "Y")], "Xbcd\nefgY\n", 2),
        ([edit_for((2, 4), (2, 5), "Y"), edit_for((1, 1), (1, 2), "XX")], "XXbcd\nefgY\n", 2),
        # Adjacent, identical, overlapping and nested edits: the later one is applied.
        ([edit_for((1, 1), (1, 3), "X"), edit_for((1, 3), (1, 5), "Y")], "XY\nefgh\n", 2),
        ([edit_for((1, 1), (1, 3), "X"), edit_for((1, 1), (1, 3), "X")], "Xcd\nefgh\n", 1),
        ([edit_for((1, 1), (1, 3), "X"), edit_for((1, 2), (1, 4), "Y")], "aYd\nefgh\n", 1),
        ([edit_for((1, 1), (2, 1)), edit_for((1, 2), (1, 4), "Y")], "aYd\nefgh\n", 1),
        ([edit_for((1, 1), (1, 3), "X"), edit_for((1, 1), (1, 3), "Y")], "Ycd\nefgh\n", 1),
        ([edit_for((1, 1), (1, 3), "Y"), edit_for((1, 1), (1, 3), "X")], "Ycd\nefgh\n", 1),
        ([edit_for((1, 1), (2, 1))], "efgh\n", 1),
        ([edit_for((2, 1), (3, 1))], "abcd\n", 1),
        ([edit_for((2, 1), (4, 1))], "abcd\n", 1),
    ],
)
def test_apply(edits: list[Edit], after: str, applied: int) -> None:
    assert fixes.apply("abcd\nefgh\n", edits) == (after, applied)
