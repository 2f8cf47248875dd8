"""Finds and reads JSON reports. They are untrusted, like everything that another job wrote."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..context import Workspace
from ..files import read_start
from ..manifest.findings import USAGE, Failure
from ..report import events
from ..report.contract import SCHEMA_VERSION, terms

MAX_BYTES, MAX_FILES = 32 * 2**20, 2_000
# A report has objects and lists to about twice this depth in the request of a plan.
_MAX_DEPTH = 100
# No price, duration, line or count is larger; a larger number would overflow where they are added up.
_MAX_NUMBER = 1e15
_MAX_TEXT = 200
_GLOB = "*?["
_HINT = "use a report that --output json=FILE has written"


@dataclass(frozen=True)
class ReportFile:
    """A valid report: the name of its file, and its content."""

    name: str
    data: dict[str, Any]


def read(patterns: Sequence[str], workspace: Workspace) -> tuple[list[ReportFile], list[events.RunFailed]]:
    """Return the reports in files, folders and globs, in this order, and a failure for each file that is not a report.

    The files of a folder or glob are sorted by name. Raises Failure for a name or glob without a file, and for more
    than 2,000 files.
    """
    names = workspace.expand(tuple(_pattern(name, workspace) for name in patterns))
    if len(names) > MAX_FILES:
        raise Failure(f"{len(names):,} files are too many to merge", USAGE, f"use at most {MAX_FILES:,} reports")
    reports, failures = [], []
    for name in names:
        try:
            reports.append(ReportFile(name, parse(name, _content(name, workspace))))
        except Failure as failure:
            failures.append(events.RunFailed("", failure.message, failure.exit_code, failure.hint))
    return reports, failures


def parse(name: str, content: bytes) -> dict[str, Any]:
    """Return the report that a file contains. Raises Failure if it contains none that this version can read."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Failure(f"{name} is not JSON", USAGE, _HINT) from None
    if not isinstance(data, dict) or "schema_version" not in data:
        raise Failure(f"{name} is not a report", USAGE, _HINT)
    version = data["schema_version"]
    if type(version) is int and version != SCHEMA_VERSION:
        hint = "merge with the version of the program that wrote the reports"
        raise Failure(f"{name} has schema version {version}; this program reads {SCHEMA_VERSION}", USAGE, hint)
    problem = next(_problems(data), "")
    if problem:
        raise Failure(f"{name} is not a valid report: {problem}", USAGE, _HINT)
    return data


def _pattern(name: str, workspace: Workspace) -> str:
    """Return the glob for the reports in a folder; another name as it is."""
    if any(sign in name for sign in _GLOB) or not workspace.data_path(name, "").is_dir():
        return name
    return os.path.join(glob.escape(name), "**", "*.json")


def _content(name: str, workspace: Workspace) -> bytes:
    path = workspace.data_path(name, "")
    try:
        content = read_start(path, MAX_BYTES + 1)
    except OSError as error:
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE, "check its permissions") from None
    if len(content) > MAX_BYTES:
        raise Failure(f"{name} is larger than {MAX_BYTES >> 20} MB", USAGE, _HINT)
    return content


def _problems(data: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a report: values that no report has, then differences from the schema."""
    yield from _impossible_values(data)
    # Imported here: nothing else in the program needs them together.
    from jsonschema import Draft7Validator

    from ..report.contract import schemas

    for error in Draft7Validator(schemas.report_schema()).iter_errors(data):
        text = error.message if len(error.message) <= _MAX_TEXT else f"{error.message[:_MAX_TEXT]}…"
        yield f"{error.json_path.removeprefix('$').removeprefix('.') or 'report'}: {text}"
    for code in (data["exit_code"], *(failure["exit_code"] for failure in data["failures"])):
        if code not in terms.EXIT_CODES:
            yield f"unknown exit code {code}"


def _impossible_values(data: Any) -> Iterator[str]:
    level: list[Any] = [data]
    for _ in range(_MAX_DEPTH):
        for value in level:
            # NaN is not within any bounds.
            if isinstance(value, (int, float)) and not -_MAX_NUMBER <= value <= _MAX_NUMBER:
                yield "a number is out of range"
        level = [inner for value in level for inner in _inner(value)]
        if not level:
            return
    yield f"it has more than {_MAX_DEPTH} levels"


def _inner(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
