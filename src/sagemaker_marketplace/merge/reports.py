"""Merges reports: one result for each manifest, and a failure for everything that is missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..manifest.findings import SUCCESS, USAGE, Failure
from ..report import events, report
from ..report.contract import SCHEMA_VERSION
from ..report.report import Report
from . import rebuild
from .files import ReportFile

_MOST_LISTED = 10
_SHARD = re.compile("([0-9]{1,6})/([0-9]{1,6})")
_RERUN = "open the log of its job, fix the cause, and run the job again"


@dataclass(frozen=True)
class Merged:
    """One report of several runs: as data, and as the events from which every format can be printed.

    `files` is the number of reports that are part of it, `notes` are sentences about those that are not.
    """

    data: dict[str, Any]
    report: Report
    files: int
    notes: list[str] = field(default_factory=list)


def merge(files: Sequence[ReportFile], unreadable: Iterable[events.RunFailed], expected: int) -> Merged:
    """Merge reports, sorted by manifest.

    Of a manifest in several reports, the last one counts. A report is left out if a later one has all its manifests:
    its run was repeated. `unreadable` are failures to read reports. `expected` is the number of reports that there must
    be, besides all shards of those that name one; 0 if it is not known. Raises Failure for reports of different
    commands, or with different settings of fail-on.
    """
    kept, notes = _without_repeated(files)
    command = _common(files, "command", "commands", "check")
    fail_on = _common(files, "fail_on", "settings of fail-on", "error")
    last = {result["manifest"]: file.name for file in kept for result in file.data["results"]}
    merged: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "command": command, "fail_on": fail_on}
    results = {name: result for file in kept for name, result in _results(file).items() if last[name] == file.name}
    order = sorted(results)
    merged["results"] = [results[name] for name in order]
    for key in ("findings", "failures"):
        entries = [entry for file in kept for entry in file.data[key] if _counts(entry["manifest"], file, last)]
        # Those of whole runs come last; sorting keeps the order of those of one manifest.
        merged[key] = sorted(entries, key=lambda entry: (not entry["manifest"], entry["manifest"]))
    added = [*unreadable, *_missing(kept, expected), *_unexplained(kept, fail_on)]
    merged["failures"] += map(report.failure_data, added)
    rebuilt = rebuild.report(merged)
    for severity in ("errors", "warnings", "hidden"):
        merged[severity] = sum(result[severity] for result in merged["results"])
    merged["exit_code"] = rebuilt.exit_code
    return Merged(merged, rebuilt, len(kept), notes)


def _results(file: ReportFile) -> dict[str, dict[str, Any]]:
    return {result["manifest"]: result for result in file.data["results"]}


def _counts(manifest: str, file: ReportFile, last: dict[str, str]) -> bool:
    """Whether an entry about a manifest, or about the whole run, is not replaced by that of a later report."""
    return last.get(manifest, file.name) == file.name


def _without_repeated(files: Sequence[ReportFile]) -> tuple[list[ReportFile], list[str]]:
    """Return the reports that no later one replaces, and a sentence for each of the others."""
    kept, notes = [], []
    manifests = [set(_results(file)) for file in files]
    for index, file in enumerate(files):
        later = range(index + 1, len(files))
        newer = next(
            (files[other] for other in later if manifests[index] and manifests[index] <= manifests[other]), None
        )
        if newer:
            notes.append(f"{file.name} is left out: {newer.name} has later results of its manifests")
        else:
            kept.append(file)
    return kept, notes


def _common(files: Sequence[ReportFile], key: str, noun: str, default: str) -> str:
    """Return the value that all reports have. Raises Failure if they differ."""
    values: dict[str, str] = {}
    for file in files:
        values.setdefault(file.data.get(key, default), file.name)
    if len(values) > 1:
        (first, one), (second, other), *_ = values.items()
        message = f"the reports are of different {noun}: {one} is of {first}, {other} of {second}"
        raise Failure(message, USAGE, "merge those of one kind at a time")
    return next(iter(values), default)


def _missing(files: Sequence[ReportFile], expected: int) -> Iterator[events.RunFailed]:
    """Yield a failure for the reports that there are not: a job that was killed, or never ran, writes none."""
    numbers, totals = set(), set()
    for file in files:
        match = _SHARD.fullmatch(file.data.get("shard", ""))
        if match:
            numbers.add(int(match[1]))
            totals.add(int(match[2]))
    if len(totals) > 1:
        shown = ", ".join(map(str, sorted(totals)[:_MOST_LISTED]))
        yield events.RunFailed("", f"the reports are of different numbers of shards: {shown}", USAGE, "split once only")
        return
    total = max(totals, default=0)
    missing = [number for number in range(1, total + 1) if number not in numbers]
    if missing:
        shown = ", ".join(f"{number}/{total}" for number in missing[:_MOST_LISTED])
        more = f" and {len(missing) - _MOST_LISTED:,} more" if len(missing) > _MOST_LISTED else ""
        yield events.RunFailed("", f"no report of shard {shown}{more}", USAGE, _RERUN)
    if len(files) < expected:
        found = "1 report" if len(files) == 1 else f"{len(files):,} reports"
        yield events.RunFailed("", f"found {found}, expected {expected:,}", USAGE, _RERUN)


def _unexplained(files: Sequence[ReportFile], fail_on: str) -> Iterator[events.RunFailed]:
    """Yield a failure for each report that ended with an exit code for which it has no reason."""
    for file in files:
        code = file.data["exit_code"]
        known: Collection[int] = {SUCCESS, *rebuild.exit_codes(file.data, fail_on)}
        if code not in known:
            yield events.RunFailed(
                "", f"{file.name}: the run ended with exit code {code}", code, "open the log of its job"
            )
