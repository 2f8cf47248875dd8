"""The lines of a log that are kept for the diagnosis."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.watch.log_excerpt import LogExcerpt

PING = '169.254.255.130 - - [22/Feb/2021:13:{:02}:{:02} +0000] "GET /ping HTTP/1.1" {} 173 "-" "Go-http-client/1.1"'


def kept(*lines: str) -> list[str]:
    excerpt = LogExcerpt()
    for number, line in enumerate(lines):
        excerpt.add(number, False, line)
    return list(excerpt.lines)


def word(number: int) -> str:
    """A different word without digits for each number."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def test_the_first_and_the_last_lines_are_kept() -> None:
    lines = [word(number) for number in range(1000)]
    assert kept(*lines) == [*lines[:200], *lines[800:]]
    assert kept(*lines[:400]) == lines[:400]


def test_the_first_and_the_last_of_lines_that_repeat_are_kept() -> None:
    pings = [PING.format(number // 60, number % 60, 502) for number in range(1800)]
    assert kept("Starting", "ModuleNotFoundError: No module named 'xgboost'", *pings) == [
        "Starting",
        "ModuleNotFoundError: No module named 'xgboost'",
        pings[0],
        pings[-1],
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PING.format(0, 1, 502), PING.format(0, 2, 200)),
        ("a.csv: ClientError: 400", "a.csv: ClientError: 413"),
        ('"POST /invocations HTTP/1.1" 500 7', '"POST /invocations HTTP/1.1" 200 7'),
    ],
)
def test_another_status_is_another_line(first: str, second: str) -> None:
    repeated = [first] * 3
    assert kept(*repeated, second, *repeated) == [first, second, first]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("epoch 1/20 loss 0.93", "epoch 13/20 loss 0.07"),
        ("2026-11-22 10:31:02,400 INFO ready", "2026-11-22 10:31:03,500 INFO ready"),
        ("0x7f3a500 freed", "0x7f3a413 freed"),
    ],
)
def test_lines_that_differ_in_numbers_repeat(first: str, second: str) -> None:
    assert kept(*[first] * 3, second) == [first, second]


def test_neither_containers_nor_the_data_log_displace_the_other() -> None:
    excerpt = LogExcerpt()
    for number in range(1000):
        excerpt.add(number, False, f"container {word(number)}")
        if number == 500:
            excerpt.add(number, True, "data-log")
    assert excerpt.lines.index("data-log") == 200
    assert len(excerpt.lines) == 401


def test_lines_are_in_order_of_time() -> None:
    """A stream's lines can arrive after later ones of another stream."""
    excerpt = LogExcerpt()
    for timestamp, is_data_log, line in ((5, True, "five"), (9, False, "nine"), (5, False, "also"), (1, False, "one")):
        excerpt.add(timestamp, is_data_log, line)
    assert excerpt.lines == ("one", "five", "also", "nine")


def test_memory_does_not_grow_with_the_log() -> None:
    excerpt = LogExcerpt()

    def add(numbers: range) -> int:
        for number in numbers:
            excerpt.add(number, False, f"{word(number)}{'x' * 2000}")
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        few = add(range(2_000))
        assert add(range(2_000, 22_000)) < 1.5 * few
    finally:
        tracemalloc.stop()


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.text(max_size=3)), max_size=600))
def test_of_any_log_a_bounded_part_is_kept(log: list[tuple[int, bool, str]]) -> None:
    excerpt, again = LogExcerpt(), LogExcerpt()
    for line in log:
        excerpt.add(*line)
        again.add(*line)
    assert excerpt.lines == again.lines
    assert len(excerpt.lines) <= min(800, len(log))
    texts = [text for _, _, text in log]
    assert set(excerpt.lines) <= set(texts)
    assert bool(excerpt.lines) == bool(texts)
