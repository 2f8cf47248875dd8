"""The stages in order and the rule that stops them: the table of contents of the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .check.stage import check
from .context import World
from .create.stage import create
from .manifest.findings import Failure
from .plan.stage import plan
from .preflight.stage import preflight
from .report import events
from .settings.settings import Settings
from .watch.stage import find, watch


def run(settings: Settings, world: World) -> Iterator[events.Event]:
    """Run a command's stages over its manifests.

    A finding that fails the run in any manifest stops all of them before AWS is asked anything; later, a failure stops
    only its own manifest.
    """
    began = world.clock.now()
    try:
        for event in _run(settings, world):
            if isinstance(event, (events.StageBegan, events.StageEnded)):
                event = replace(event, seconds=world.clock.now() - began)
            yield event
    except Failure as failure:
        yield events.Failed("", failure.message, failure.exit_code, failure.remedy)


def _run(settings: Settings, world: World) -> Iterator[events.Event]:
    deadline = world.clock.now() + settings.timeout_minutes * 60
    names = world.workspace.expand(settings.manifests)
    if settings.log_file:
        world.workspace.writable(settings.log_file, "log-file")
    if settings.command == "watch":
        targets = yield from find(names, settings, world)
    else:
        documents = yield from check(names, settings, world)
        if settings.command == "check" or documents is None:
            return
        planned = yield from plan(documents, settings, world)
        asked = [(one.document, one.account) for one in planned if one.plan.creates]
        if not (yield from preflight(asked, settings)):
            return
        if settings.command == "plan":
            return
        targets = yield from create(planned, settings, world, deadline)
        if not settings.wait:
            return
    yield from watch(targets, settings, world, deadline)
