"""The create stage of a run, with the watch of what it creates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from ..aws.parallel import merge
from ..aws.queries import NoAnswer, NotFound, PermissionMissing
from ..aws.quotas import find_quotas
from ..context import Context
from ..plan.lookup import PlannedResource
from ..report import events
from ..report.first_failure import FirstFailure
from ..settings.settings import Settings
from ..watch.followers import open_followers
from ..watch.stage import region_watch
from .instances import FreeInstances, needed_instances
from .region_creation import RegionCreation


def create(
    planned: Sequence[PlannedResource],
    settings: Settings,
    context: Context,
    deadline: float,
    first_failure: FirstFailure,
) -> Iterator[events.Event]:
    """Carry out each plan; with the setting `wait`, watch what is created until all of it has ended.

    Accounts and Regions don't wait for each other.
    """
    if not planned:
        return
    regions: dict[tuple[str, str], list[PlannedResource]] = {}
    for resource in planned:
        key = resource.document.role_to_assume, str(resource.document.region)
        regions.setdefault(key, []).append(resource)
    with ExitStack() as stack:
        follow_jobs = None
        if settings.wait:
            follow_jobs = yield from open_followers(planned[0].document.file, settings, context, stack)
        creations = []
        for (role, _), resources in regions.items():
            watched = region_watch(role, settings, context, deadline, follow_jobs)
            free = FreeInstances(_quotas(resources) if settings.preflight else {})
            creations.append(RegionCreation(resources, free, watched, settings, context, deadline, first_failure))
        yield from merge([creation.run() for creation in creations])


def _quotas(resources: Sequence[PlannedResource]) -> dict[str, float]:
    """Return the quotas for the instances of several validations; those that are not known are not limits."""
    if len(resources) == 1:
        return {}
    names = {name for resource in resources for name in needed_instances(resource.document)}
    try:
        found = find_quotas(resources[0].account, ("spec", "ValidationSpecification"), names)
    except (NotFound, PermissionMissing, NoAnswer):  # the preflight has reported it
        return {}
    return {name: quota.value for name, quota in found.items()}
