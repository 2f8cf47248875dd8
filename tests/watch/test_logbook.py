"""What of a log is shown, what is left out, and what a file has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.aws.logs import LogEvent
from sagemaker_marketplace.watch.logbook import Logbook


def kept(most: int | None, *texts: str, file: list[str] | None = None) -> tuple[list[str], str, list[str]]:
    """What is shown at once, what is said of the rest, and what is shown at the end."""
    book = Logbook("training", most, None if file is None else file.append)
    at_once = [line for text in texts for _, line in book.add(LogEvent(0, "s", text))]
    words, rest = book.flush()
    assert (book.flush(), book.unshown) == (("", []), 0)
    return at_once, words, [line for _, line in rest]


FEW = "log-lines sets how many are shown, log-file saves all of them"


@pytest.mark.parametrize(
    ("most", "at_once", "words", "rest"),
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
def test_the_first_and_the_last_lines_are_shown(most: int | None, at_once: str, words: str, rest: str) -> None:
    assert kept(most, *"abcdef") == (list(at_once), words.replace("1 lines", "1 line"), list(rest))


def test_lines_are_counted_and_not_events() -> None:
    words = f"… 1,998 lines of the training job log omitted ({FEW})"
    assert kept(2, "\r".join(map(str, range(2000)))) == (["0"], words, ["1999"])


def test_a_file_has_every_line_whole() -> None:
    file: list[str] = []
    words = "… 3 lines of the training job log omitted (log-file has all of them)"
    assert kept(0, "one\n\x1b[1mtwo\x1b[0m", "x" * 3000, file=file) == ([], words, [])
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
def test_times_of_a_file(moment: int, time: str) -> None:
    file: list[str] = []
    Logbook("transform", 0, file.append).add(LogEvent(moment, "i-1/data-log\n::x::", "said"))
    assert file == [f"{time} transform i-1/data-log said\n"]


def test_the_last_lines_are_there_for_a_diagnosis_whatever_is_shown() -> None:
    book = Logbook("training", 0)
    for number in range(1000):
        book.add(LogEvent(0, "s", str(number)))
    assert list(book.recent) == [str(number) for number in range(800, 1000)]


@given(st.lists(st.text(max_size=20), max_size=30), st.none() | st.integers(0, 40))
def test_every_line_is_shown_or_counted(texts: list[str], most: int | None) -> None:
    file: list[str] = []
    at_once, words, rest = kept(most, *texts, file=file)
    left_out = int(words.split()[1].replace(",", "")) if words else 0
    assert len(at_once) + len(rest) + left_out == len(file)
    assert len(at_once) + len(rest) == (len(file) if most is None else min(most, len(file)))
