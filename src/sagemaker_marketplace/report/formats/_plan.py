"""Plans in Markdown: what will be done, the differences as a diff, the jobs with their cost, and the request folded."""

from __future__ import annotations

from collections.abc import Iterator

from .. import differences, events, plans, report
from ._markdown import Part, cell, details, fenced, prose

_MAX_REQUEST_LINES = 2000


def parts(run: report.Report) -> Iterator[Part]:
    """Yield the plans of the command `plan`; of other commands those with differences."""
    planned = [(result.plan, result) for result in run.results.values() if result.plan]
    for plan, result in planned:
        if run.command == "plan" or plan.differences:
            is_explained = any(failure.message == plan.reason for failure in result.failures)
            yield _plan(plan, is_only=len(run.results) == 1, is_explained=is_explained)
    if run.command == "plan":
        yield from (_request(plan) for plan, _ in planned if plan.creates)


def _plan(plan: events.PlanMade, is_only: bool, is_explained: bool) -> Part:
    """A plan below the summary's facts, which name the manifest and the decision if there is only one.

    `is_explained` is whether the cause of a failure already is the plan's reason.
    """
    blocks = [] if is_only else [f"#### {cell(plan.manifest)}: {cell(plan.decision)}"]
    blocks += [] if is_explained else [prose(plan.reason)]
    if plan.differences:
        shown = (line for difference in plan.differences for line in differences.diff_lines(difference))
        blocks.append(fenced("\n".join(shown), "diff"))
    jobs = plans.job_lines(plan.jobs)
    for title, items in {
        "Jobs": jobs,
        "Visible to buyers, with the logs and metrics of the validation": plan.visible_to_buyers,
    }.items():
        if items:
            blocks.append("\n".join([f"{title}:\n", *(f"- {prose(item)}" for item in items)]))
    blocks += [prose(line[0].upper() + line[1:]) for line in plans.added_lines(plan)]
    return Part(40, "plans", "\n\n".join(blocks))


def _request(plan: events.PlanMade) -> Part:
    head, tail = details(f"{plan.operation} request of {plan.manifest}")
    return Part(
        35,
        "requests",
        "\n".join([head, fenced("\n".join(plans.request_lines(plan)), "json", _MAX_REQUEST_LINES)]),
        (),
        tail,
    )
