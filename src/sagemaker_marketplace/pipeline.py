"""The stages in order and the rule that stops them: the table of contents of the program."""

from __future__ import annotations

from . import stages
from .core import events
from .core.diagnostics import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .settings import Settings
    from .world import World


def run(settings: Settings, world: World) -> Iterator[events.Event]:
    """Run a command's stages over its manifests.

    A finding that fails the run in any manifest stops all of them before AWS is asked anything; later, a failure stops
    only its own manifest.
    """
    began = world.clock.now()
    try:
        for event in _run(settings, world):
            if isinstance(event, (events.StageBegan, events.StageEnded)):
                event = event.replace(seconds=world.clock.now() - began)
            yield event
    except Failure as failure:
        yield events.Failed("", failure.message, failure.exit_code, failure.remedy)


def _run(settings: Settings, world: World) -> Iterator[events.Event]:
    deadline = world.clock.now() + settings.timeout_minutes * 60
    names = world.workspace.expand(settings.manifests)
    if settings.log_file:
        world.workspace.writable(settings.log_file, "log-file")
    if settings.command == "watch":
        targets = yield from stages.find(names, settings, world)
    else:
        documents = yield from stages.check(names, settings, world)
        if settings.command == "check" or documents is None:
            return
        planned = yield from stages.plan(documents, settings, world, deadline)
        planned = yield from stages.preflight(planned, settings)
        if settings.command == "plan":
            return
        targets = yield from stages.create(planned, settings, world, deadline)
        if not settings.wait:
            return
    yield from stages.watch(targets, settings, world, deadline)
