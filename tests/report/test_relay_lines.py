"""Log lines as they are shown: printable text without control characters or commands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.report import events, messages, relay

MEGABYTE = 2**20


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("plain", ["plain"]),
        ("ends\r\n", ["ends"]),
        ("Grüße, 世界 🎉", ["Grüße, 世界 🎉"]),
        ("a\tb\xa0c\u3000d", ["a b c d"]),
        (
            "one\ntwo\rthree\r\nfour\x85five\u2028six\u2029seven\x0beight",
            ["one", "two", "three", "four", "five", "six", "seven", "eight"],
        ),
        ("10%\r50%\r100%", ["10%", "50%", "100%"]),
        ("a\n\nb", ["a", "", "b"]),
        ("nul\0bel\x07del\x7f", ["nulbeldel"]),
        ("\x1b[31;1mred\x1b[0m \x9b4munderlined\x9b0m", ["red underlined"]),
        ("\x1b]0;a title\x07text \x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\", ["text link"]),
        ("\x1b]0;no end of the title", ["0;no end of the title"]),
        ("\x1bP1$r0m\x1b\\text\x1b(B\x1b7\x1bc", ["text"]),
        ("user\u202etxt.exe\u202c \u2066x\u2069 ze\u200bro\ufeff", ["usertxt.exe x zero"]),
        ("lone \ud800 surrogate, \ue000 private", ["lone  surrogate,  private"]),
        ("a ##[error]x", ["a ## [error]x"]),
        ("a #\x00#[error]x ##\x1b[0m[error]", ["a ## [error]x ## [error]"]),
        ("##[##[error]", ["## [## [error]"]),
        ("::error::x", ["::error::x"]),
        ("x" * 2040, ["x" * 2040]),
        ("x" * MEGABYTE, ["x" * 2000 + "… (1,046,576 more characters)"]),
        ("short\n" + "x" * 3000, ["short", "x" * 2000 + "… (1,000 more characters)"]),
    ],
)
def test_shown_lines(text: str, lines: list[str]) -> None:
    assert list(relay.lines(text)) == lines


def test_without_a_limit_a_line_is_not_cut() -> None:
    assert relay.lines("x" * MEGABYTE, None) == ("x" * MEGABYTE,)


unusual_strings = st.text(
    st.characters(categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")) | st.sampled_from("#[]:\x1b\x9b;m")
)


@given(st.text() | unusual_strings)
def test_shown_lines_are_printable_and_shown_again_unchanged(text: str) -> None:
    shown = relay.lines(text)
    assert all(line.isprintable() and "##[" not in line for line in shown)
    assert [relay.lines(line) for line in shown] == [(line,) for line in shown]
    assert not any(unicodedata.category(character).startswith("C") for line in shown for character in line)


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_plain_text_is_shown_completely(text: str) -> None:
    assert "\n".join(relay.lines(text)).replace("## [", "##[") == text.replace("## [", "##[")


@pytest.mark.parametrize(
    ("job", "stream", "label"),
    [
        ("training", "algo-1-1700000000", "training"),
        ("training", "algo-12-1700000000", "training algo-12"),
        ("training", "", "training"),
        ("transform", "i-0123456789abcdef0-1700000000", "transform"),
        ("transform", "i-0123456789abcdef0-1700000000/data-log", "transform data-log"),
        ("transform", "data-log", "transform data-log"),
        ("a\x1b[1mb\n::error::c", "", "ab"),
        ("x" * 100, "", "x" * 80),
    ],
)
def test_labels_of_streams(job: str, stream: str, label: str) -> None:
    assert relay.label(job, stream) == label


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (
            events.LogLine("m", "training", "algo-1-1", "one\n::error::two"),
            ["  training | one", "  training | ::error::two"],
        ),
        (events.MetricReported("m", "training", "loss", "0.25"), ["  training metric loss = 0.25"]),
        (
            events.JobFinished("m", "training", "v-1", "Completed", 0.0, 3661.0, 0.234),
            ["  training job v-1 completed (billed: 1 h 1 min, about $0.23)"],
        ),
        (
            events.JobFinished("m", "transform", "v-2", "Failed", 0.0, 60.0, 0.0019, "no"),
            ["  transform job v-2 failed (billed: 1 min, < $0.01)"],
        ),
        (
            events.JobFinished("m", "transform", "v-2", "Stopped", 0.0, 0.0),
            ["  transform job v-2 stopped (billed: 0 s)"],
        ),
    ],
)
def test_lines_of_log_and_job_events(event: events.Event, lines: list[str]) -> None:
    assert messages.lines(event, {}) == lines
