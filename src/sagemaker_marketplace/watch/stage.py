"""The watch stage of a run, and the search for existing resources to watch."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack

from ..aws.errors import run_failed
from ..context import Context
from ..report import events, resource_outputs
from ..settings.settings import Settings
from .followers import follow_jobs
from .targets import Target, find_target
from .watch import watch_targets


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
        yield from resource_outputs.identity(target.manifest, target.kind, target.region, target.name)
        yield from resource_outputs.created(target.manifest, target.kind, target.region, target.arn, "watched")
        targets.append(target)
    return targets


def watch(targets: Sequence[Target], settings: Settings, context: Context, deadline: float) -> Iterator[events.Event]:
    """Watch the targets until all of them have ended or the deadline is reached."""
    if not targets:
        return
    for target in targets:
        yield events.StageStarted("watch", target.manifest)
    with ExitStack() as stack:
        if settings.follow_jobs:
            yield from follow_jobs(targets, settings, context, stack)
        yield from watch_targets(targets, context.clock, deadline, settings.poll_seconds, context.aws.expires_in)
    for target in targets:
        yield events.StageFinished("watch", target.manifest, target.status == "Completed")
