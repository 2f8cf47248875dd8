"""The watch stage of a run, and finding what there is to watch."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack

from ..aws.errors import failed
from ..context import Context
from ..report import events, resource_outputs
from ..settings.settings import Settings
from . import attach
from . import watch as watching
from .targets import find as find_one
from .watch import Target


def find(names: Sequence[str], settings: Settings, context: Context) -> Generator[events.Event, None, list[Target]]:
    """Find the resources that ARNs and manifests name; one that can't be found fails alone."""

    found = []
    for name in names:
        try:
            target = find_one(name, settings, context)
        except Exception as error:
            yield failed(name, error)
            continue
        yield from resource_outputs.identity(target.manifest, target.kind, target.region, target.name)
        yield from resource_outputs.created(target.manifest, target.kind, target.region, target.arn, "watched")
        found.append(target)
    return found


def watch(targets: Sequence[Target], settings: Settings, context: Context, deadline: float) -> Iterator[events.Event]:
    """Watch what was created or found until all of it has ended or time is up."""

    if not targets:
        return
    for target in targets:
        yield events.StageStarted("watch", target.manifest)
    with ExitStack() as stack:
        if settings.follow_jobs:
            attach.attach(targets, settings, context, stack)
        ends = context.aws.expires_in
        yield from watching.watch(targets, context.clock, deadline, settings.poll_seconds, ends)
    for target in targets:
        yield events.StageFinished("watch", target.manifest, target.status == "Completed")
