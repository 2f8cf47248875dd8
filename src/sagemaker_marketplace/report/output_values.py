"""The outputs of the action that are JSON, in which each string is one harmless line: a later step can print it."""

from __future__ import annotations

from json import dumps
from typing import Any

from . import matrix, measured, plans, untrusted
from .report import Report

# The fields of a result that are kept if there is no room for all: a later step can find the others with them.
_MAIN_FIELDS = ("manifest", "arn", "status", "action_taken")


def results(report: Report, limit: int | None = None) -> str:
    """Return the results of each manifest as JSON; its keys are those of the JSON report.

    If they have more than `limit` characters, they have only the main fields.
    """
    results = [
        {name: untrusted.line(value) for name, value in result.output_fields().items()}
        for result in report.results.values()
    ]
    text = dumps(results)
    if limit is None or len(text) <= limit:
        return text
    return dumps([{name: result[name] for name in _MAIN_FIELDS if name in result} for result in results])


def of_plan(report: Report) -> dict[str, str]:
    """Return what only the command plan sets, by output."""
    values = {"plan": planned(report)} if report.command == "plan" else {}
    if report.matrix:
        # Nothing in it is changed to make it printable: names that are not printable are in no job.
        values |= {"matrix": matrix.output(report.matrix.jobs), "matrix-jobs": str(len(report.matrix.jobs))}
    return values


def planned(report: Report) -> str:
    """Return the plan of each manifest as JSON, without its request; a later step can print every string in it."""
    return dumps(
        [
            _printable({"manifest": result.manifest, "region": result.plan.region, **plans.data(result.plan)})
            for result in report.results.values()
            if result.plan
        ]
    )


def measurements(report: Report) -> dict[str, str]:
    """Return what rehearsals measured as JSON, by output; a later step can print every string in it."""
    found = measured.data_by_key([one for result in report.results.values() for one in result.measured])
    empty: dict[str, Any] = {"rehearsals": []} if report.command == "rehearse" else {}
    return {key.replace("_", "-"): dumps(_printable(lists)) for key, lists in {**empty, **found}.items()}


def _printable(value: Any) -> Any:
    """A copy in which each string is one harmless line."""
    if isinstance(value, dict):
        return {untrusted.line(str(key)): _printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float)) else untrusted.line(str(value))
