"""A plan as lines of text and as JSON types."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..manifest import paths
from . import colors, differences, events

if TYPE_CHECKING:  # see report.py
    from .contract.plans import DifferenceData, PlannedJobData, PlanSummary

# By the sign of a line of a difference.
_STYLES = {"-": colors.REMOVED, "+": colors.ADDED}
# What was added to the manifest's fields, where the field's name alone does not explain it.
_ADDED = {
    "CertifyForMarketplace": "CertifyForMarketplace: true",
    "ValidationSpecification.ValidationRole": "ValidationRole of the role to create",
    "Tags": "provenance tags",
}


def lines(plan: events.PlanMade, paint: colors.Paint = colors.raw) -> list[str]:
    """The lines of a plan: what will be done, the differences, the jobs and their cost, and what is added."""
    changes = (line for difference in plan.differences for line in differences.lines(difference))
    return [
        paint(colors.BOLD, f"  {plan.reason}"),
        *(paint(_STYLES.get(line.lstrip()[:1], ""), f"  {line}") for line in changes),
        *(paint("", line) for line in _details(plan)),
    ]


def _details(plan: events.PlanMade) -> list[str]:
    shown = [
        *(f"  {line}" for line in job_lines(plan.jobs)),
        *(f"  {line}" for line in added_lines(plan)),
    ]
    if plan.visible_to_buyers:
        shown += [
            "  visible to buyers, with the logs and metrics of the validation:",
            *(f"    {uri}" for uri in plan.visible_to_buyers),
        ]
    if plan.show_request and plan.creates:
        shown += [f"  {plan.operation} request:", *(f"    {line}" for line in request_lines(plan))]
    return shown


def job_lines(jobs: Iterable[events.PlannedJob]) -> list[str]:
    """The jobs of a validation, one line each, and what several of them cost together if all prices are known."""
    planned = list(jobs)
    cost = total_cost(planned)
    total = [f"total: {_amounts(*cost)}"] if cost and len(planned) > 1 else []
    return [*map(job_line, planned), *total]


def job_line(job: events.PlannedJob) -> str:
    """A job with its price in one line."""
    about = f"{job.job_type} job on {job.instance_count} x {job.instance_type}"
    if job.hourly_usd is None:
        return f"{about}: price unknown"
    lengths = dict.fromkeys((job.likely_minutes, job.max_minutes))
    costs = ", ".join(f"${job.hourly_usd * minutes / 60:.2f} for {_duration(minutes)}" for minutes in lengths)
    date = f", price of {job.price_date}" if job.price_date else ""
    return f"{about}: ${job.hourly_usd:.4g} per hour (about {costs}{date})"


def total_cost(jobs: Iterable[events.PlannedJob]) -> tuple[float, float] | None:
    """What all jobs are likely to cost in USD, and at most; None without jobs, or if a price is unknown."""
    amounts = [(job.likely_usd, job.max_usd) for job in jobs]
    known = [(likely, most) for likely, most in amounts if likely is not None and most is not None]
    if not known or len(known) < len(amounts):
        return None
    return sum(likely for likely, _ in known), sum(most for _, most in known)


def cost_text(plan: events.PlanMade) -> str:
    """What the jobs of a plan cost together; empty if that is unknown."""
    cost = total_cost(plan.jobs)
    return _amounts(*cost) if cost else ""


def added_lines(plan: events.PlanMade) -> list[str]:
    """What the request has that the manifest has not, in one line; none if no request will be sent."""
    added = ", ".join(_ADDED.get(field, field) for field in plan.added_fields)
    return [f"added: {added}"] if added and plan.creates else []


def request_lines(plan: events.PlanMade) -> list[str]:
    """The request as the lines of a JSON document."""
    return json.dumps(plan.request, indent=2, ensure_ascii=False, default=str).splitlines()


def data(plan: events.PlanMade) -> PlanSummary:
    """A plan as JSON types, without its manifest, its Region and its request."""
    cost = total_cost(plan.jobs)
    return {
        "decision": plan.decision,
        "reason": plan.reason,
        "name": plan.name,
        "operation": plan.operation,
        "creates": plan.creates,
        "differences": [_difference_data(difference) for difference in plan.differences],
        "jobs": [_job_data(job) for job in plan.jobs],
        "cost": {"likely_usd": round(cost[0], 4), "max_usd": round(cost[1], 4)} if cost else None,
        "added_fields": list(plan.added_fields),
        "visible_to_buyers": list(plan.visible_to_buyers),
    }


def _difference_data(difference: events.Difference) -> DifferenceData:
    return {
        "field": paths.text(difference.path),
        "path": list(difference.path),
        "existing": difference.existing,
        "manifest": difference.manifest,
        "image_digest": difference.image_digest,
    }


def _job_data(job: events.PlannedJob) -> PlannedJobData:
    return {
        "job_type": job.job_type,
        "instance_type": job.instance_type,
        "instance_count": job.instance_count,
        "hourly_usd": job.hourly_usd,
        "likely_minutes": job.likely_minutes,
        "max_minutes": job.max_minutes,
        "price_date": job.price_date,
        "likely_usd": None if job.likely_usd is None else round(job.likely_usd, 4),
        "max_usd": None if job.max_usd is None else round(job.max_usd, 4),
    }


def _amounts(likely: float, most: float) -> str:
    shown = dict.fromkeys(f"${usd:.2f}" for usd in (likely, most))
    return ", at most ".join([f"about {next(iter(shown))}", *list(shown)[1:]])


def _duration(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.3g} h"
