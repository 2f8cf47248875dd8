"""Events from a report: from them, every format of a run can be printed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..manifest.findings import ERROR, FINDINGS, INFO, SEVERITIES, WARNING, Edit, Finding, Location, fails
from ..report import events
from ..report.report import Report
from ..settings.options import OUTPUTS

Data = Mapping[str, Any]
# Reports only have the number of hidden findings. A larger number has the same effect.
_MOST_HIDDEN = 1_000


def report(data: Data) -> Report:
    """Return a report with the results, findings, failures and plans of valid data; statuses and jobs are left out."""
    rebuilt = Report(data["command"], _fail_on(data))
    for event in _events(data):
        rebuilt.add(event)
    return rebuilt


def exit_codes(data: Data, fail_on: str) -> set[int]:
    """Return the exit codes for which a report has a failure or a finding."""
    codes = {int(failure["exit_code"]) for failure in data["failures"]}
    listed = _severities(data)
    found = [*map(_finding, data["findings"])]
    found += [finding for result in data["results"] for finding in _hidden(result, listed)]
    return codes | ({FINDINGS} if fails(found, fail_on) else set())


def _fail_on(data: Data) -> str:
    """The severity that fails the run; that of a later release is as strict as possible."""
    value = str(data.get("fail_on", ERROR))
    return value if value in (*SEVERITIES, "never") else INFO


def _events(data: Data) -> Iterator[events.Event]:
    listed = _severities(data)
    shown: dict[str, list[Finding]] = {}
    for finding in data["findings"]:
        shown.setdefault(finding["manifest"], []).append(_finding(finding))
    if len(data["results"]) > 1:
        yield events.ManifestsFound(tuple(result["manifest"] for result in data["results"]))
    for result in data["results"]:
        name = result["manifest"]
        yield events.ManifestRead(name, {})
        yield from (events.FindingReported(name, finding) for finding in shown.pop(name, ()))
        yield from (events.FindingHidden(name, finding) for finding in _hidden(result, listed))
        for key, value in result.items():
            output = key.replace("_", "-")
            if output in OUTPUTS and isinstance(value, str):
                yield events.OutputChanged(name, output, value)
        if "plan" in result:
            yield _plan(name, result.get("region", ""), result["plan"])
    for name, findings in shown.items():
        yield from (events.FindingReported(name, finding) for finding in findings)
    yield events.FindingsComplete()
    yield from map(_failure, data["failures"])


def _severities(data: Data) -> Counter[tuple[str, str]]:
    """Count the listed findings by manifest and severity."""
    return Counter((finding["manifest"], finding["severity"]) for finding in data["findings"])


def _hidden(result: Data, listed: Counter[tuple[str, str]]) -> Iterator[Finding]:
    """Yield a finding without text for each one that is counted but not listed."""
    errors = result["errors"] - listed[result["manifest"], ERROR]
    warnings = result["warnings"] - listed[result["manifest"], WARNING]
    numbers = {ERROR: errors, WARNING: warnings, INFO: result["hidden"] - max(0, errors) - max(0, warnings)}
    for severity, number in numbers.items():
        hidden = Finding((), Location(result["manifest"], 1, 1), severity, "hidden", "")
        yield from [hidden] * min(int(number), _MOST_HIDDEN)


def _finding(data: Data) -> Finding:
    severity = data["severity"] if data["severity"] in SEVERITIES else ERROR
    fix = (
        Edit(_location(data["fix"]["start"]), _location(data["fix"]["end"]), data["fix"]["text"])
        if data["fix"]
        else None
    )
    related = tuple((_location(each), each["message"]) for each in data["related"])
    location = _location(data)
    return Finding(
        tuple(data["path"]), location, severity, data["rule"], data["message"], data["hint"], related, fix, _end(data)
    )


def _location(data: Data) -> Location:
    return Location(data["file"], int(data["line"]), int(data["column"]))


def _end(data: Data) -> Location | None:
    line, column = data["end_line"], data["end_column"]
    return Location(data["file"], int(line), int(column)) if line and column else None


def _failure(data: Data) -> events.RunFailed:
    return events.RunFailed(
        data["manifest"],
        data["message"],
        int(data["exit_code"]),
        data["hint"],
        tuple(map(_cause, data["causes"])),
        tuple(data["log_lines"]),
        data["logs"],
        service_words=data["service_words"],
    )


def _cause(data: Data) -> events.FailureCause:
    where = data["where"]
    path, location, end = (tuple(where["path"]), _location(where), _end(where)) if where else ((), None, None)
    findings = tuple(map(_finding, data["findings"]))
    return events.FailureCause(data["cause"], data["fix"], data["evidence"], path, location, findings, end)


def _plan(manifest: str, region: str, data: Data) -> events.PlanMade:
    differences = (
        events.Difference(tuple(each["path"]), each["existing"], each["manifest"], each["image_digest"])
        for each in data["differences"]
    )
    fields = (
        "job_type",
        "instance_type",
        "instance_count",
        "hourly_usd",
        "likely_minutes",
        "max_minutes",
        "price_date",
    )
    jobs = (events.PlannedJob(*(job[name] for name in fields)) for job in data["jobs"])
    return events.PlanMade(
        manifest,
        data["decision"],
        data["reason"],
        data["operation"],
        region,
        data["request"],
        tuple(data["added_fields"]),
        tuple(differences),
        tuple(jobs),
        tuple(data["visible_to_buyers"]),
        data["name"],
        data["creates"],
    )
