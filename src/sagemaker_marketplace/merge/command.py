"""Merges the reports that a command line or a workflow names, and writes the result in the chosen formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .. import runner
from ..context import Workspace
from ..manifest.findings import USAGE, Failure
from ..report.formats.jsonl import encode
from . import files
from .reports import Merged, merge

_JSON = "json"


def merge_named(options: Mapping[str, Any], workspace: Workspace) -> Merged:
    """Return the merged report of the files in the options `reports`, with as many as `expected-reports` says.

    Raises Failure without a file, for reports that don't belong together, and for an output file that can't be written.
    """
    if not options["reports"]:
        raise Failure(
            "no reports to merge", USAGE, "name the files that --output json=FILE has written, or their folder"
        )
    for _, name in options["output"]:
        workspace.target(name, "output")
    reports, unreadable = files.read(options["reports"], workspace)
    return merge(reports, unreadable, int(options["expected-reports"]))


def render(output_format: str, merged: Merged) -> Iterator[str]:
    """Yield the lines of a merged report in a format. JSON has everything that the reports have."""
    if output_format == _JSON:
        yield encode(merged.data, indent=2)
    else:
        yield from runner.render(output_format, merged.report)


def write_files(merged: Merged, outputs: Sequence[tuple[str, str]], workspace: Workspace) -> Iterable[Failure]:
    """Write the output files; return a failure for each that could not be written."""
    failures = []
    for output_format, name in outputs:
        try:
            workspace.write(name, (f"{line}\n" for line in render(output_format, merged)))
        except Failure as failure:
            failures.append(failure)
    return failures
