"""The options that only merge-reports has."""

from __future__ import annotations

from .option import LIST, MERGE, NUMBER, Option

OPTIONS = (
    Option(
        "reports",
        LIST,
        "",
        "JSON reports to merge (`--output json=FILE`): files, globs and folders. Of a manifest in several of them, the "
        "last one counts.",
        (MERGE,),
        metavar="REPORT",
        is_positional=True,
    ),
    Option(
        "expected-reports",
        NUMBER,
        "0",
        "Number of reports. Fewer of them fail the run, as missing shards always do.",
        (MERGE,),
        bounds=(0, 2000),
        metavar="NUMBER",
    ),
)
