"""Creates and watches 500 resources by one process (scripts/many.py), and writes the table to docs/performance.md."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from scripts import many

from benchmarks import page, table
from benchmarks.results import write_tables

RESOURCES = 500
_COLUMNS = ("figure", "ended by SIGTERM when half of the resources existed", "the same command again")


def main() -> int:
    """Run it; return 1, without writing the table, if an outcome is wrong."""
    with TemporaryDirectory() as folder:
        runs = many.measure(Path(folder), RESOURCES)
    rows = list(rows_of(runs))
    print(table.markdown(_COLUMNS, rows))
    if found := many.problems(RESOURCES, runs):
        print(*found, sep="\n", file=sys.stderr)
        return 1
    write_tables("scale", {"scale": (_COLUMNS, rows)})
    page.main()
    return 0


def rows_of(runs: Sequence[many.Run]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table: a figure, and its value for each process."""
    outcomes = [Counter(str(result.get("status")) for result in run.results.values()) for run in runs]
    yield "exit code", *(str(run.exit_code) for run in runs)
    for status in ("Completed", "Failed"):
        yield f"resources that are {status} at its end", *(str(found[status]) for found in outcomes)
    yield "elapsed seconds", *(f"{run.seconds:.0f}" for run in runs)
    yield "peak memory in MiB", *(f"{run.memory:.0f}" for run in runs)
    quiet = [list(many.quiet_rounds(run.calls)) for run in runs]
    title = "median of calls per round, account and Region while nothing changes"
    yield title, *(f"{median(found):g} ({len(found)} rounds)" if found else "no such round" for found in quiet)
    operations = [Counter(call["operation"] for call in run.calls) for run in runs]
    for name in sorted(filter(str.isidentifier, {*operations[0], *operations[1]})):  # not the contents of images
        yield f"calls of {name}", *(f"{found[name]:,}" for found in operations)


if __name__ == "__main__":
    sys.exit(main())
