"""Untrusted strings as one line without control characters or workflow commands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.report import untrusted


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("plain", "plain"),
        ("Grüße, 世界 🎉", "Grüße, 世界 🎉"),
        ("ends\n", "ends"),
        ("ends\r\n", "ends"),
        ("one\ntwo", "one two"),
        ("one\r\ntwo\rthree\x0bfour\x0cfive\x85six\u2028seven\u2029", "one two three four five six seven"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("a\tb", "a    b"),
        ("a\0b\x7fc\x9bd", "a�b�c�d"),
        ("user\u202etxt.exe\u202c \u2066x\u2069", "usertxt.exe x"),
        ("ze\u200bro\u200dwi\ufeffdth\u061c", "zerowidth"),
        ("x" * 4000, "x" * 4000),
        ("x" * 5234, "x" * 4000 + "… (1,234 characters more)"),
    ],
)
def test_one_line_of_a_string(text: str, line: str) -> None:
    assert untrusted.line(text) == line


@given(st.text() | st.text(st.characters(categories=("Cc", "Cf", "Zl", "Zp", "Zs"))))
def test_a_line_has_no_line_breaks_or_control_characters(text: str) -> None:
    shown = untrusted.line(text)
    assert len(shown.splitlines()) <= 1
    assert [character for character in shown if unicodedata.category(character) in ("Cc", "Zl", "Zp")] == []
    assert [character for character in shown if unicodedata.bidirectional(character) in BIDIRECTIONAL_CONTROLS] == []


# Unicode Standard Annex 9: embeddings, overrides and isolates.
BIDIRECTIONAL_CONTROLS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@pytest.mark.parametrize(
    ("text", "without_commands"),
    [
        ("plain", "plain"),
        ("::error::x", "\u200b::error::x"),
        ("  ::error::x", "\u200b  ::error::x"),
        ("\u2003::error::x", "\u200b\u2003::error::x"),
        ("\t::error::x", "\u200b    ::error::x"),
        ("\u200b::error::x", "\u200b::error::x"),
        ("a ::error::x", "a ::error::x"),
        ("a ##[error]x", "a ## [error]x"),
        ("#\u200b#[error]x", "## [error]x"),
        ("##[##[error]", "## [## [error]"),
        ("one\n::error::x", "one ::error::x"),
    ],
)
def test_commands_are_neutralized(text: str, without_commands: str) -> None:
    assert untrusted.line(text) == without_commands
