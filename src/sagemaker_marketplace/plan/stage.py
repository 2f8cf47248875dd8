"""The plan stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from .. import plugins
from ..aws.errors import failed
from ..context import Context
from ..manifest.document import Document
from ..report import events, resource_outputs
from ..settings.settings import Settings
from . import lookup
from .lookup import PlannedResource
from .plan import refuse_impossible


def plan(
    documents: Sequence[Document], settings: Settings, context: Context
) -> Generator[events.Event, None, list[PlannedResource]]:
    """Look up each manifest's name and decide; give what can go on."""
    planned: list[PlannedResource] = []
    for one in documents:
        kind = plugins.kinds()[str(one.kind)]
        yield events.StageStarted("plan", one.file)
        yield from resource_outputs.identity(one.file, kind, str(one.region), one.spec[kind.NAME])
        try:
            made = yield from lookup.look(one, settings, context)
            if settings.command == "plan":
                yield from refuse_impossible(one.file, kind, made.plan, made.found)
        except Exception as error:
            yield failed(one.file, error)
            continue
        planned.append(made)
        yield events.StageFinished("plan", one.file, True)
    return planned
