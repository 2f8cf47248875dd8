"""Metrics found by an algorithm's regular expressions, which are only searched where that can't take long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pipeline.harness import FakeClock

from sagemaker_marketplace.watch.metrics import Metrics, max_line_length

FOUND = [
    (r"loss=(.*?);", "loss=0.25;", "0.25"),
    (r"loss: ([0-9\.]+)", "epoch 3 loss: 0.125", "0.125"),
    (r"accuracy=(\S+)", "accuracy=93e-2 rest", "93e-2"),
    (r".*\[[0-9]+\].*#011validation-auc:(\S+)", "[10]#011train-auc:0.99#011validation-auc:0.75", "0.75"),
    (r"^val_loss = (-?[0-9]+(?:\.[0-9]+)?)$", "val_loss = -1.5", "-1.5"),
    (r"(?:val|test)-loss=([0-9.]+)", "x test-loss=2", "2"),
    (r"(?P<value>[0-9.]+)% done", "12.5% done", "12.5"),
    (r"\[metric\] (nan|[0-9.]+)", "[metric] nan", "nan"),
]


def values_in(regex: str, *lines: str) -> list[tuple[str, str]]:
    metrics = Metrics([{"Name": "m", "Regex": regex}], FakeClock().now)
    for line in lines:
        metrics.read_line(line)
    return metrics.new_values()


@pytest.mark.parametrize(("regex", "line", "value"), FOUND)
def test_values_that_are_found(regex: str, line: str, value: str) -> None:
    assert values_in(regex, "before", line, "after") == [("m", value)]


@pytest.mark.parametrize(
    ("regex", "line"),
    [
        ("loss=(.*?);", "loss=low;"),
        ("loss=(.*?);", "loss=0.5"),
        ("loss=([0-9.]+)", "gain=0.5"),
        ("loss=[0-9.]+", "loss=0.5"),
        ("loss=([0-9.]+", "loss=0.5"),
        ("loss=(a)?", "loss="),
        ("loss=([0-9.]+)", f"{'x' * 9000}loss=0.5"),
        ("x" * 501 + "(1)", "x" * 501 + "1"),
    ],
)
def test_lines_without_a_value(regex: str, line: str) -> None:
    assert values_in(regex, line) == []


def test_the_last_value_of_each_metric_is_reported_once() -> None:
    metrics = Metrics([{"Name": name, "Regex": f"{name}=([0-9]+)"} for name in ("a", "b", "c")], FakeClock().now)
    for line in ("a=1", "a=2 b=3", "none"):
        metrics.read_line(line)
    assert (metrics.new_values(), metrics.new_values()) == ([("a", "2"), ("b", "3")], [])


@pytest.mark.parametrize(
    "definition", [None, {}, {"Name": "m"}, {"Name": 1, "Regex": "(a)"}, {"Name": "m", "Regex": None}]
)
def test_invalid_definitions_are_omitted(definition: object) -> None:
    assert not Metrics([definition], FakeClock().now)


class SlowClock(FakeClock):
    """A clock by which each search takes a tenth of a second."""

    def now(self) -> float:
        """A tenth later each time."""
        self.seconds += 0.1
        return self.seconds


def test_a_slow_expression_is_not_searched_again() -> None:
    metrics = Metrics([{"Name": "m", "Regex": "m=([0-9]+)"}], SlowClock().now)
    for line in ("m=1", "m=2"):
        metrics.read_line(line)
    assert (metrics.new_values(), bool(metrics)) == ([("m", "1")], False)


# Each takes exponential time for some line, or is not supported.
UNSAFE = ["(a+)+b", "(a*)*(b)", "(a|a)*b", "(a|ab)+c", "((a+)b?)*c", "(?:a?b?)*(c)", r"(a)\1", "(?=a+)(b)", "(?i)(a)"]


@pytest.mark.parametrize("regex", UNSAFE)
def test_an_unsafe_expression_is_never_searched(regex: str) -> None:
    assert max_line_length(regex) == 0


@pytest.mark.parametrize(
    ("regex", "max_length"),
    [
        ("loss=([0-9.]+)", 8192),
        ("^a.*b(c)", 8192),
        (".*loss=([0-9.]+)", 8192),
        ("loss=(.*?);", 4351),
        (".*a.*b(c)", 4351),
        ("a.*b.*c(d)", 380),
        ("a.*b.*c.*d(e)", 117),
        ("a?" * 20 + "(b)", 9),
        ("(x)" + "a?" * 40, 0),
    ],
)
def test_maximum_length_of_a_line(regex: str, max_length: int) -> None:
    assert max_line_length(regex) == max_length


# The slowest lines consist of characters of the expression.
patterns = st.lists(
    st.sampled_from(
        ["a", "b", ".", "a*", ".*", "a+?", "[ab]*", "(", ")", "(?:", "|", "?", "+", r"\w+", r"\d*", "b{2,9}"]
    ),
    max_size=9,
).map("".join)


@given(patterns, st.sampled_from(["a", "b", "ab", "abb"]))
def test_every_search_is_fast(pattern: str, unit: str) -> None:
    regex = f"(?:{pattern})Y(1)"
    max_length = max_line_length(regex)
    assert values_in(regex, ("Y" + unit * max_length)[:max_length]) == []
