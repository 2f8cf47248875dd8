"""The comparison of outputs: numbers within a tolerance, everything else exactly, and the first difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.rehearse.outputs.comparison import Difference, first_difference, lines_of


def compare(expected: bytes, got: bytes, tolerance: float = 0.0, is_csv: bool = False) -> Difference | None:
    return first_difference([expected], [got], tolerance, is_csv)


@pytest.mark.parametrize(
    ("expected", "got", "tolerance"),
    [
        (b"", b"", 0),
        (b"a,1\n", b"a,1\n", 0),
        (b"1.0,1e2,.5,+3,-0", b"1,100,0.50,3,0", 0),
        (b"0.1,0.2\n0.3", b"0.1004,0.1995\n0.3", 0.001),
        (b"1000000", b"1000900", 0.001),
        (b"-0.0001", b"0.0001", 0.001),
        (b'{"score": 0.123456, "id": "x1"}', b'{"score": 0.12345601, "id": "x1"}', 1e-6),
        (b"[1.0,2]", b"[1,2.0]", 0),
        (b"9" * 5000, b"9" * 5000, 0),
        (b"\x00\xff\n", b"\x00\xff\n", 0.5),
    ],
)
def test_what_is_equal(expected: bytes, got: bytes, tolerance: float) -> None:
    assert compare(expected, got, tolerance) is None
    assert compare(expected, got, tolerance, is_csv=True) is None


@pytest.mark.parametrize(
    ("expected", "got", "tolerance", "is_csv", "difference"),
    [
        (b"a\n0.5\n", b"a\n0.7\n", 0.1, False, ("line 2, column 1", "0.5", "0.7")),
        (b"x,0.5,y\n", b"x,0.7,y\n", 0.1, True, ("line 1, field 2", "0.5", "0.7")),
        (b"0.50,yes\n", b"0.5,no\n", 0, False, ("line 1, column 5", '"yes"', '"no"')),
        (b"0.50,yes\n", b"0.5,no\n", 0, True, ("line 1, field 2", '"yes"', '"no"')),
        (b'1,"a, b",x\n', b'1,"a, c",x\n', 0, True, ("line 1, field 2", '"a, b"', '"a, c"')),
        (b"a,b\n", b"a,b,c\n", 0, True, ("line 1", "2 fields", "3 fields")),
        (b"a\n", b"a,b\n", 0, True, ("line 1", "1 field", "2 fields")),
        (b'"a"\n', b"a\n", 0, True, ("line 1, column 1", '""a""', '"a"')),
        (b"aX\n", b"a\n", 0, False, ("line 1, column 2", '"X"', '""')),
        (b"a\n", b"aX\n", 0, False, ("line 1, column 2", '""', '"X"')),
        (b"a b\n", b"a 1\n", 0, False, ("line 1, column 3", '"b"', "1")),
        (b"a 1\n", b"a \n", 0, False, ("line 1, column 3", "1", '""')),
        (b"1\n2\n3\n", b"1\n2\n", 0, True, ("line 3", "3", "the end")),
        (b"1\n", b"1\n2\n", 0, True, ("line 2", "the end", "2")),
        (b"1\n", b"1", 0, True, ("end of line 1", r"\n", "no newline")),
        (b"1\n", b"1\r\n", 0, False, ("end of line 1", r"\n", r"\r\n")),
        # A code, a version and a name are not numbers.
        (b"007\n", b"7\n", 9, False, ("line 1, column 1", '"007"', "7")),
        (b"1.2.3\n", b"1.2.4\n", 9, False, ("line 1, column 5", "3", "4")),
        (b"m1\n", b"m2\n", 9, False, ("line 1, column 2", "1", "2")),
        (
            b"9007199254740993\n",
            b"9007199254740992\n",
            0,
            False,
            ("line 1, column 1", "9007199254740993", "9007199254740992"),
        ),
        (b"9" * 5000, b"8" * 5000, 0, False, ("line 1, column 1", f'"{"9" * 60}…"', f'"{"8" * 60}…"')),
        ("é,1\n".encode(), "é,2\n".encode(), 0, False, ("line 1, column 3", "1", "2")),
        (b"a\n\x00\x01\x02", b"a\n\x00\x01\x03", 9, False, ("byte 5", "0x02", "0x03")),
        (b"\xff\xfe", b"\xff", 0, True, ("byte 2", "0xfe", "the end")),
        (b"1\n\xff", b"1.0\n\xfe", 0, True, ("byte 5", "0xff", "0xfe")),
    ],
)
def test_the_first_difference(
    expected: bytes, got: bytes, tolerance: float, is_csv: bool, difference: tuple[str, str, str]
) -> None:
    assert compare(expected, got, tolerance, is_csv) == Difference(*difference)


@given(st.lists(st.binary(max_size=5)))
def test_lines_are_the_same_however_a_stream_is_cut(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    lines = list(lines_of(chunks))
    assert b"".join(lines) == whole
    assert lines == [line for line in whole.replace(b"\n", b"\n\0").split(b"\0") if line] or b"\0" in whole


@given(st.binary(), st.binary(), st.floats(0, 10), st.booleans())
def test_any_bytes_can_be_compared(expected: bytes, got: bytes, tolerance: float, is_csv: bool) -> None:
    assert compare(expected, expected, tolerance, is_csv) is None
    if expected != got:
        found = compare(expected, got, 0, is_csv)
        # Only the same number in another form is equal.
        assert found or any(48 <= byte <= 57 for byte in expected)


NUMBERS = st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1)


@given(NUMBERS, st.floats(0, 100), st.data())
def test_numbers_are_equal_within_the_tolerance(numbers: list[float], tolerance: float, data: st.DataObject) -> None:
    changed = data.draw(st.integers(0, len(numbers) - 1))
    factor = data.draw(st.sampled_from([0.5, 3.0]))
    others = list(numbers)
    others[changed] += tolerance * factor + (1e-3 if factor > 1 else 0)
    line, other = (",".join(map(repr, values)).encode() for values in (numbers, others))
    found = compare(line, other, tolerance, is_csv=True)
    absolute = abs(others[changed] - numbers[changed])
    if absolute <= tolerance:
        assert found is None
    elif absolute > tolerance * max(1, abs(others[changed]), abs(numbers[changed])):
        assert found == Difference(f"line 1, field {changed + 1}", repr(numbers[changed]), repr(others[changed]))
