"""The lines of a log that are shown, counted as omitted, and written to a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.aws.logs import LogEvent
from sagemaker_marketplace.watch.logbook import Logbook


def shown_lines(
    max_lines: int | None, *messages: str, file: list[str] | None = None
) -> tuple[list[str], str, list[str]]:
    """Return the lines shown immediately, the note on omitted lines, and the lines shown at the end."""
    logbook = Logbook("training", max_lines, None if file is None else file.append)
    first_lines = [line for text in messages for _, line in logbook.add(LogEvent(0, "s", text))]
    note, last_lines = logbook.flush()
    assert (logbook.flush(), logbook.unshown) == (("", []), 0)
    return first_lines, note, [line for _, line in last_lines]


FEW = "log-lines sets how many are shown, log-file saves all of them"


@pytest.mark.parametrize(
    ("max_lines", "first_lines", "note", "last_lines"),
    [
        (None, "abcdef", "", ""),
        (6, "abc", "", "def"),
        (5, "abc", f"… 1 lines of the training job log omitted ({FEW})", "ef"),
        (4, "ab", f"… 2 lines of the training job log omitted ({FEW})", "ef"),
        (1, "a", f"… 5 lines of the training job log omitted ({FEW})", ""),
        (0, "", f"… 6 lines of the training job log omitted ({FEW})", ""),
        (400, "abcdef", "", ""),
    ],
)
def test_the_first_and_the_last_lines_are_shown(
    max_lines: int | None, first_lines: str, note: str, last_lines: str
) -> None:
    assert shown_lines(max_lines, *"abcdef") == (list(first_lines), note.replace("1 lines", "1 line"), list(last_lines))


def test_lines_are_counted_instead_of_events() -> None:
    note = f"… 1,998 lines of the training job log omitted ({FEW})"
    assert shown_lines(2, "\r".join(map(str, range(2000)))) == (["0"], note, ["1999"])


def test_a_file_contains_all_lines_completely() -> None:
    file: list[str] = []
    note = "… 3 lines of the training job log omitted (log-file has all of them)"
    assert shown_lines(0, "one\n\x1b[1mtwo\x1b[0m", "x" * 3000, file=file) == ([], note, [])
    assert file == [
        "1970-01-01T00:00:00.000Z training s one\n",
        "1970-01-01T00:00:00.000Z training s two\n",
        f"1970-01-01T00:00:00.000Z training s {'x' * 3000}\n",
    ]


@pytest.mark.parametrize(
    ("moment", "time"),
    [
        (1_790_000_000_007, "2026-09-21T14:13:20.007Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (10**18, "1000000000000000.000Z"),
    ],
)
def test_timestamps_in_a_file(moment: int, time: str) -> None:
    file: list[str] = []
    Logbook("transform", 0, file.append).add(LogEvent(moment, "i-1/data-log\n::x::", "text"))
    assert file == [f"{time} transform i-1/data-log text\n"]


@given(st.lists(st.text(max_size=20), max_size=30), st.none() | st.integers(0, 40))
def test_every_line_is_shown_or_counted(messages: list[str], max_lines: int | None) -> None:
    file: list[str] = []
    first_lines, note, last_lines = shown_lines(max_lines, *messages, file=file)
    left_out = int(note.split()[1].replace(",", "")) if note else 0
    assert len(first_lines) + len(last_lines) + left_out == len(file)
    assert len(first_lines) + len(last_lines) == (len(file) if max_lines is None else min(max_lines, len(file)))
