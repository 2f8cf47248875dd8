"""Splits what a plan creates into the jobs of a matrix: one for each account and Region, or several if one is too long.

Jobs of one account and Region share its quotas: more of them make nothing faster. Each run creates as much at a time as
the quotas allow, and what exceeds them waits. So there is a second job only for what one job has no time for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from json import dumps
from typing import NamedTuple

from ..aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ..aws.quotas import find_quotas, instances_quota
from ..report import events, matrix, untrusted
from ..report.matrix import MatrixJob, MatrixPlanned
from .lookup import PlannedResource
from .plan import Decision

# Source: GitHub documentation, workflow syntax, jobs.<job_id>.strategy.matrix: at most 256 jobs per workflow run.
MAX_JOBS = 256
# Source: GitHub documentation, usage limits: a job ends after 6 hours. Half an hour is left for its other steps.
JOB_MINUTES = 330
# A training job is forecast with its maximum, which is a day by default and says little. Our own choice.
_MOST_MINUTES = 60
# Source: execve(2), MAX_ARG_STRLEN: an input is an environment variable, and one has at most 131,071 bytes.
MAX_BYTES = 100_000
# Below the longest output (action.py).
MAX_CHARACTERS = 180_000


class Work(NamedTuple):
    """A manifest, and the minutes of instances that its validation likely needs, by the name of their quota."""

    manifest: str
    minutes: Mapping[str, float]


def plan_matrix(
    planned: Sequence[PlannedResource], failed: Collection[str], ask_quotas: bool
) -> Iterator[MatrixPlanned]:
    """Yield the jobs for the resources that will be created or whose validation is in progress.

    `failed` are the manifests that the preflight has stopped.
    """
    groups: dict[tuple[str, str], list[PlannedResource]] = {}
    unusable = []
    for resource in planned:
        document = resource.document
        if document.file in failed or not (resource.plan.creates or resource.plan.decision is Decision.ATTACH):
            continue
        if document.file == untrusted.line(document.file).strip():
            groups.setdefault((document.role_to_assume, str(document.region)), []).append(resource)
        else:
            unusable.append(document.file)
    jobs: list[MatrixJob] = []
    for (role, region), resources in groups.items():
        work = [Work(resource.document.file, _minutes(resource.event.jobs)) for resource in resources]
        jobs += split(role, region, work, _limits(work, resources[0].account) if ask_quotas else {})
    fitting = tuple(fit(jobs))
    yield MatrixPlanned(fitting, _count(jobs) - _count(fitting), tuple(unusable))


def split(role: str, region: str, work: Sequence[Work], limits: Mapping[str, float]) -> Iterator[MatrixJob]:
    """Yield the jobs of one account and Region: each has as much as it has time for, and an input has room for.

    `limits` are the numbers of instances that the quotas allow, by name.
    """
    parts = list(_parts(work, limits))
    account = role.split(":")[4] if role.count(":") > 4 else ""
    name = f"{account} {region}".strip()
    for number, manifests in enumerate(parts, 1):
        shown = f"{name} ({number} of {len(parts)})" if len(parts) > 1 else name
        yield MatrixJob(shown, account, region, role, tuple(manifests))


def fit(jobs: Sequence[MatrixJob]) -> Iterator[MatrixJob]:
    """Yield the jobs for which a matrix and an output have room, the last one with as many manifests as fit."""
    room = MAX_CHARACTERS
    for job in jobs[:MAX_JOBS]:
        room -= len(matrix.output([job._replace(manifests=())]))
        fitting = []
        for name in job.manifests:
            room -= len(dumps(name))  # its quotation marks count for the escaped end of its line
            if room < 0:
                break
            fitting.append(name)
        if fitting:
            yield job._replace(manifests=tuple(fitting))
        if room < 0:
            return


def _count(jobs: Iterable[MatrixJob]) -> int:
    return sum(len(job.manifests) for job in jobs)


def _minutes(jobs: Iterable[events.PlannedJob]) -> dict[str, float]:
    minutes: dict[str, float] = {}
    for job in jobs:
        name = instances_quota(job.instance_type, job.job_type)
        minutes[name] = minutes.get(name, 0) + min(job.likely_minutes, _MOST_MINUTES) * job.instance_count
    return minutes


def _limits(work: Sequence[Work], account: Queries) -> dict[str, float]:
    """Return the quotas that decide how long the work takes, by name; none if it is short, or they are not known."""
    names = {name for each in work for name in each.minutes}
    if sum(minutes for each in work for minutes in each.minutes.values()) <= JOB_MINUTES:
        return {}
    try:
        found = find_quotas(account, (), sorted(names))
    except (NotFound, PermissionMissing, NoAnswer):
        return {}
    return {name: quota.value for name, quota in found.items() if quota.value >= 1}


def _parts(work: Sequence[Work], limits: Mapping[str, float]) -> Iterator[list[str]]:
    part: list[str] = []
    used: dict[str, float] = {}
    size = 0
    for each in work:
        length = len(each.manifest.encode()) + 1
        total = {name: used.get(name, 0) + each.minutes.get(name, 0) for name in {*used, *each.minutes}}
        is_too_long = any(total[name] > JOB_MINUTES * limits[name] for name in total if name in limits)
        if part and (is_too_long or size + length > MAX_BYTES):
            yield part
            part, total, size = [], dict(each.minutes), 0
        part.append(each.manifest)
        used, size = total, size + length
    yield part
