"""The watch stage of a run, and the search for existing resources to watch."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack

from ..aws.errors import run_failed
from ..aws.parallel import merge
from ..context import Context
from ..report import events, resource_outputs
from ..settings.settings import Settings
from .followers import open_followers
from .jobs import JobFollower
from .region_watch import RegionWatch
from .targets import Target, find_target


def find_targets(
    names: Sequence[str], settings: Settings, context: Context
) -> Generator[events.Event, None, list[Target]]:
    """Find the resources that ARNs and manifests name; one that is not found does not stop the others."""
    targets = []
    for name in names:
        try:
            target = find_target(name, settings, context)
        except Exception as error:
            yield run_failed(name, error)
            continue
        yield from resource_outputs.identity(target.manifest, target.kind, target.region, target.name, target.role)
        yield from resource_outputs.created(target.manifest, target.kind, target.region, target.arn, "watched")
        targets.append(target)
    return targets


def watch(targets: Sequence[Target], settings: Settings, context: Context, deadline: float) -> Iterator[events.Event]:
    """Watch the targets until all of them have ended or the deadline is reached."""
    if not targets:
        return
    with ExitStack() as stack:
        follow_jobs = yield from open_followers(targets[0].manifest, settings, context, stack)
        watches: dict[tuple[str, str], RegionWatch] = {}
        for target in targets:
            key = target.role, target.region
            if key not in watches:
                watches[key] = region_watch(target.role, settings, context, deadline, follow_jobs)
            watches[key].add([target])
            yield events.StageStarted("watch", target.manifest)
        yield from merge([_alone(each) for each in watches.values()])


def region_watch(
    role: str,
    settings: Settings,
    context: Context,
    deadline: float,
    follow_jobs: Callable[[Target], JobFollower] | None,
) -> RegionWatch:
    """Return the watch of a Region of the account that `role` belongs to."""
    expires_in = context.account(role).expires_in
    return RegionWatch(context.clock, deadline, settings.poll_seconds, expires_in, follow_jobs)


def _alone(watched: RegionWatch) -> Iterator[events.Event]:
    """Watch the resources of one account and Region; an unexpected exception does not end the watch of others."""
    try:
        yield from watched.watch()
    except Exception as error:
        yield from watched.give_up(error)
