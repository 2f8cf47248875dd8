"""docs/performance.md is what the results in benchmarks/results make of it, and has each row of rows.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from scripts import many

from benchmarks import page, results, rows, scale
from benchmarks.pairs import Pairs
from benchmarks.results import Result

PARTS = list(dict.fromkeys(row.part for row in rows.load()))
MACHINE = {"processor": "CPU", "cores": "2", "memory": "8 GiB", "system": "Debian 12"}
MACHINE |= {"python": "3.13.1", "engine": "Docker 27", "peers": "boto3 1.44"}


def cells(text: str) -> Iterator[list[str]]:
    part = re.search(r"<!-- measurements: .*?-->\n(.*?)<!-- /measurements -->", text, re.DOTALL)
    assert part
    for line in part[1].splitlines()[2:]:
        yield line.strip("| ").split(" | ")


def test_the_page_is_generated() -> None:
    text = page.FILE.read_text("utf-8")
    assert page.fill(text, results.read()) == text, "run `python -m benchmarks.page`"


def test_the_page_has_the_rows_of_the_data_file() -> None:
    found = [(row[0], row[1]) for row in cells(page.FILE.read_text("utf-8"))]
    assert found == [(row.ours, row.peer) for row in rows.load()]
    assert len(set(found)) == len(found)


def test_each_row_has_one_budget_and_a_name_of_its_own() -> None:
    assert [row.name for row in rows.load() if (row.at_most is None) == (row.at_least is None)] == []
    assert len({row.name for row in rows.load()}) == len(rows.load())
    assert {row.comparison for row in rows.load()} == {"ratio", "difference"}


@pytest.mark.parametrize("part", PARTS)
def test_a_module_measures_each_part(part: str) -> None:
    assert callable(import_module(f"benchmarks.{part}").measure)


def test_each_row_has_at_least_ten_pairs_in_the_results() -> None:
    """Only rows of rows.yaml are in the results, in the file of their part, unless they are not measured yet."""
    known = {row.name: row for row in rows.load()}
    for part, result in results.read().items():
        for name, pairs in result.rows.items():
            assert known[name].part == part
            assert len(pairs.ours) == len(pairs.peer) >= (known[name].pairs or 10)


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    table = results.Table(("calls", "memory"), (("5", "70 MB"),))
    written = {
        "check": Result("2026-01-02", MACHINE, {"check-1": Pairs([0.123456, 2.0], [3.0, 4.0])}),
        "simulation": Result("2026-01-03", MACHINE, tables={"simulation": table}),
    }
    for name, result in written.items():
        results.write(name, result, tmp_path)
    assert results.read(tmp_path) == written


def test_the_generated_parts_of_a_page(tmp_path: Path) -> None:
    table = results.Table(("calls", "memory"), (("5", "70 MB"),))
    measured = {
        "check": Result("2026-01-02", MACHINE),
        "local_mode": Result("2026-01-02", MACHINE),
        "simulation": Result("2026-01-03", {**MACHINE, "cores": "4"}, tables={"simulation": table}),
    }
    text = "".join(
        f"<!-- {name}: generated -->\n<!-- /{name.split()[0]} -->\n"
        for name in ("machines", "table simulation", "table scale")
    )
    assert page.fill(text, measured).splitlines() == [
        "<!-- machines: generated -->",
        "- check, local mode: 2026-01-02: CPU, 2 cores, 8 GiB; Debian 12; Python 3.13.1; Docker 27; boto3 1.44",
        "- simulation: 2026-01-03: CPU, 4 cores, 8 GiB; Debian 12; Python 3.13.1; Docker 27; boto3 1.44",
        "<!-- /machines -->",
        "<!-- table simulation: generated -->",
        "| calls | memory |",
        "| --- | --- |",
        "| 5 | 70 MB |",
        "<!-- /table -->",
        "<!-- table scale: generated -->",
        "Not measured yet.",
        "<!-- /table -->",
    ]
    assert page.fill(page.fill(text, {}), measured) == page.fill(text, measured)


def test_the_table_of_many_resources() -> None:
    def calls(operation: str) -> list[dict[str, object]]:
        groups = product(("123456789012", "210987654321"), ("us-east-1", "us-east-2"))
        return [
            {"operation": operation, "seconds": 1, "account": account, "region": region} for account, region in groups
        ]

    first = many.Run(130, 61.4, 70.2, calls("CreateModelPackage") * 300, {"a": {"status": "InProgress"}})
    results = {"a": {"status": "Completed"}, "b": {"status": "Failed"}, "c": {"status": "Completed"}}
    second = many.Run(4, 100, 81, calls("ListModelPackages"), results)
    assert list(scale.rows_of([first, second])) == [
        ("exit code", "130", "4"),
        ("resources that are Completed at its end", "0", "2"),
        ("resources that are Failed at its end", "0", "1"),
        ("elapsed seconds", "61", "100"),
        ("peak memory in MiB", "70", "81"),
        ("median of calls per round, account and Region while nothing changes", "no such round", "1 (4 rounds)"),
        ("calls of CreateModelPackage", "1,200", "0"),
        ("calls of ListModelPackages", "0", "4"),
    ]
