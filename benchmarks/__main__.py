"""Measures rows of rows.yaml and prints their table: `make bench` and `make bench-guard`.

    python -m benchmarks [ROW ...]            measure; write results/, docs/performance.md and build/performance.json
    python -m benchmarks --guard [ROW ...]    measure fewer rows and pairs; fail if a figure exceeds its budget by 20 %
    python -m benchmarks --guard --read FILE  the same for a file build/performance.json

A part is written to results/ once all of its rows were measured.
"""

from __future__ import annotations

import argparse
import compileall
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from time import monotonic

from benchmarks import page, results, rows, table
from benchmarks.pairs import Pairs
from benchmarks.processes import ROOT, MeasurementFailed
from benchmarks.results import Result
from benchmarks.rows import Row

REPORT = ROOT / "build" / "performance.json"
PAIRS, GUARD_PAIRS = 10, 5
_WITH_ENGINE = ("container", "rehearsal", "local_mode")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "rows", nargs="*", metavar="ROW", help="names of rows or parts, or patterns such as watch-cpu-*"
    )
    parser.add_argument("--guard", action="store_true", help="fail if a figure exceeds its budget by 20 %%")
    parser.add_argument("--read", type=Path, metavar="FILE", help="with --guard, do not measure: read this JSON file")
    parser.add_argument("--pairs", type=int, metavar="N", help=f"pairs of each row, to try something: default {PAIRS}")
    given = parser.parse_args(arguments)
    try:
        selected = rows.select(given.rows)
    except ValueError as error:
        parser.error(str(error))
    failed: list[str] = []
    if given.read:
        measured = _read(given.read)
    elif given.guard:
        wanted = [row for row in selected if row.quick or given.rows]
        measured, failed = _measure(wanted, given.pairs or GUARD_PAIRS, keep=False)
    else:
        measured, failed = _measure(selected, given.pairs or PAIRS, keep=(given.pairs or PAIRS) >= PAIRS)
    print(f"\n{table.of_rows([row for row in selected if row.name in measured], measured)}")
    for line in failed:
        print(line, file=sys.stderr)
    if given.guard and (found := table.exceeded([row.for_guard() for row in selected], measured)):
        print(f"\nMore than {table.TOLERANCE:.0%} beyond the budget:\n\n{table.of_exceeded(found)}", file=sys.stderr)
        return 1
    return 1 if failed else 0


def _measure(selected: Iterable[Row], pairs: int, keep: bool) -> tuple[dict[str, Pairs], list[str]]:
    """Measure rows, part by part; return the pairs of each, and what failed. `keep` writes complete parts."""
    compileall.compile_dir(ROOT / "src", quiet=2)
    by_part: dict[str, list[Row]] = {}
    for row in selected:
        by_part.setdefault(row.part, []).append(row)
    measured: dict[str, Pairs] = {}
    failed, began = [], monotonic()
    machine = results.machine()
    for part, wanted in by_part.items():
        if reason := _reason_to_skip(part, machine):
            print(f"{part}: not measured: {reason}", flush=True)
            continue
        try:
            found = _measure_part(part, wanted, pairs, began)
        except MeasurementFailed as error:
            failed.append(f"{part}: {error}")
            continue
        measured |= found
        if keep and found.keys() == {row.name for row in rows.select([part])}:
            results.write(part, Result(results.today(), machine, found))
            page.main()
    _write_report(measured, machine)
    print(f"measured in {(monotonic() - began) / 60:.1f} min")
    return measured, failed


def _reason_to_skip(part: str, machine: Mapping[str, str]) -> str:
    if part in _WITH_ENGINE and machine["engine"] == results.NO_ENGINE:
        return results.NO_ENGINE
    if part == "local_mode" and not import_module("benchmarks.local_mode").PYTHON:
        return "LOCAL_MODE_PYTHON is not set (benchmarks/local_mode.py)"
    return ""


def _measure_part(part: str, wanted: Sequence[Row], pairs: int, began: float) -> dict[str, Pairs]:
    """Measure rows of a part, and print each pair."""
    by_name = {row.name: row for row in wanted}
    measured: dict[str, Pairs] = {row.name: Pairs() for row in wanted}

    def record(name: str, ours: float, peer: float) -> None:
        if name not in by_name:
            return
        row = by_name[name]
        measured[name].add(ours, peer)
        figures = " / ".join(table.amount(row.unit, value) for value in (ours, peer))
        compared = row.compare(ours, peer)
        print(f"{monotonic() - began:4.0f} s  {name} {len(measured[name].ours)}: {figures}: {compared:.3f}", flush=True)

    import_module(f"benchmarks.{part}").measure(by_name.keys(), pairs, record)
    return {name: found for name, found in measured.items() if found.ours}


def _write_report(measured: Mapping[str, Pairs], machine: Mapping[str, str]) -> None:
    found = [table.to_json(row, measured[row.name]) for row in rows.load() if row.name in measured]
    pairs = {name: results.to_json(item) for name, item in measured.items()}
    report = {"measured": results.today(), "machine": dict(machine), "rows": found, "pairs": pairs}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _read(file: Path) -> dict[str, Pairs]:
    return {name: Pairs(**pairs) for name, pairs in json.loads(file.read_text("utf-8"))["pairs"].items()}


if __name__ == "__main__":
    sys.exit(main())
