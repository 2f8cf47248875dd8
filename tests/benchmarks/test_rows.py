"""The pure parts of the benchmarks: statistics, budgets, the table, and the rows that the guard reports."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import rows, table
from benchmarks.pairs import Pairs, Summary, in_turn, summarize
from benchmarks.rows import Row

AT_MOST = Row("a", "part", "ours", "theirs", "s", "ratio", at_most=0.5)
AT_LEAST = Row("b", "part", "ours", "theirs", "lines/s", "ratio", at_least=2)
DIFFERENCE = Row("c", "part", "ours", "theirs", "MB", "difference", at_most=30)


@pytest.mark.parametrize(
    ("row", "ours", "peer", "expected"),
    [
        # The ratio of a pair comes before the median: the medians' ratio would be 1.
        (AT_MOST, [1, 2, 9], [2, 8, 1], Summary(2, 2, 0.5, 0.375, 4.75, 3)),
        (AT_MOST, [1, 2, 3, 4], [4, 4, 4, 4], Summary(2.5, 4, 0.625, 0.4375, 0.8125, 4)),
        (DIFFERENCE, [250], [231], Summary(250, 231, 19, 19, 19, 1)),
    ],
)
def test_statistics(row: Row, ours: list[float], peer: list[float], expected: Summary) -> None:
    assert summarize(row, Pairs(ours, peer)) == expected


def test_a_pair_needs_both_figures() -> None:
    with pytest.raises(ValueError, match="shorter"):
        summarize(AT_MOST, Pairs([1, 2], [1]))


def test_runs_works_in_turn_and_every_other_round_in_reverse_order() -> None:
    calls: list[tuple[str, int]] = []

    def work(name: str, number: int) -> float:
        calls.append((name, number))
        return len(calls)

    works = {name: lambda number, name=name: work(name, number) for name in ("ours", "peer")}
    assert list(in_turn(works, 3)) == [{"ours": 3, "peer": 4}, {"ours": 6, "peer": 5}, {"ours": 7, "peer": 8}]
    assert calls[:2] == [("ours", 0), ("peer", 0)]
    assert calls[2:] == [("ours", 0), ("peer", 0), ("peer", 1), ("ours", 1), ("ours", 2), ("peer", 2)]
    assert len(list(in_turn(works, 1, warm_up=False))) == 1
    assert len(calls) == 10


@pytest.mark.parametrize(
    ("row", "figure", "is_exceeded", "fails"),
    [
        (AT_MOST, 0.5, False, False),
        (AT_MOST, 0.51, True, False),
        (AT_MOST, 0.6, True, False),
        (AT_MOST, 0.601, True, True),
        (AT_LEAST, 2, False, False),
        (AT_LEAST, 1.99, True, False),
        (AT_LEAST, 1.67, True, False),
        (AT_LEAST, 1.66, True, True),
        (DIFFERENCE, -5, False, False),
        (DIFFERENCE, 36.1, True, True),
    ],
)
def test_the_guard_fails_beyond_a_fifth_of_the_budget(row: Row, figure: float, is_exceeded: bool, fails: bool) -> None:
    pairs = {row.name: Pairs([figure + (row.comparison == "difference")], [1])}
    assert (row.exceeds(figure), bool(table.exceeded([row], pairs))) == (is_exceeded, fails)


@pytest.mark.parametrize(
    ("row", "required"),
    [
        (AT_MOST, AT_MOST),
        (replace(AT_MOST, missed=0.8), replace(AT_MOST, missed=0.8, at_most=0.8)),
        (replace(AT_LEAST, missed=0.5), replace(AT_LEAST, missed=0.5, at_least=0.5)),
    ],
)
def test_what_the_guard_requires_of_a_budget_that_is_not_kept(row: Row, required: Row) -> None:
    assert row.for_guard() == required


def test_the_table_of_rows() -> None:
    measured = {
        "a": Pairs([0.021, 0.022, 0.09], [0.04, 0.04, 0.04]),
        "b": Pairs([46_210, 46_000], [15_000, 15_100]),
        "c": Pairs([250.4], [231.06]),
    }
    found = table.of_rows([AT_MOST, AT_LEAST, DIFFERENCE, Row("d", "x", "d", "e", "s", "ratio", at_most=1)], measured)
    assert found.splitlines() == [
        "| what | compared with | ours | theirs | ratio or difference (quartiles) | budget |",
        "| --- | --- | --- | --- | --- | --- |",
        "| ours | theirs | 22.0 ms | 40.0 ms | 0.55 (0.54 to 1.40) | ≤ 0.5, not kept |",
        "| ours | theirs | 46,100 lines/s | 15,000 lines/s | 3.06 (3.05 to 3.07) | ≥ 2 |",
        "| ours | theirs | 250 MB | 231 MB | 19.3 MB | ≤ 30 MB |",
        "| d | e | not measured |  |  | ≤ 1 |",
    ]


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("s", 12.345, "12.3 s"),
        ("s", 0.1, "0.100 s"),
        ("s", 0.0999, "99.9 ms"),
        ("MB", 250.04, "250 MB"),
        ("MB", 1234.5, "1,230 MB"),
        ("calls", 6.0, "6 calls"),
        ("lines/s", 0.0, "0 lines/s"),
    ],
)
def test_amounts_have_three_digits(unit: str, value: float, expected: str) -> None:
    assert table.amount(unit, value) == expected


def test_the_guard_reports_what_exceeds_its_budget(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "performance.json"
    pairs = {"check-1": {"ours": [1, 2], "peer": [1, 2]}, "logs-cpu": {"ours": [1], "peer": [4]}}
    file.write_text(json.dumps({"pairs": {**pairs, "preflight": {"ours": [0.3], "peer": [1]}}}), "utf-8")
    assert command.main(["--guard", "--read", str(file)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "",
        "More than 20% beyond the budget:",
        "",
        "| row | measured | budget | beyond it by |",
        "| --- | --- | --- | --- |",
        "| check-1 | 1.00 | ≤ 0.75 | 33% |",
        "| logs-cpu | 0.25 | ≥ 0.5 | 100% |",
    ]
    assert command.main(["--guard", "--read", str(file), "preflight"]) == 0
    assert capsys.readouterr().err == ""


def test_selects_rows_by_name_part_and_pattern() -> None:
    assert [row.name for row in rows.select(["check-1", "image-*"])] == ["check-1", "image-size"]
    assert {row.part for row in rows.select(["watch"])} == {"watch"}
    assert rows.select([]) == rows.load()
    with pytest.raises(ValueError, match="no row matches 'chek'; choose from: check-1, "):
        rows.select(["check-1", "chek"])
