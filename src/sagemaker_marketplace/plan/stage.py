"""The plan stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from .. import plugins
from ..aws.errors import run_failed
from ..context import Context
from ..manifest.document import Document
from ..manifest.findings import USAGE, Failure
from ..report import events, resource_outputs
from ..settings.settings import Settings
from .lookup import PlannedResource, plan_resource
from .plan import stop_if_blocked


def plan(
    documents: Sequence[Document], settings: Settings, context: Context
) -> Generator[events.Event, None, list[PlannedResource]]:
    """Plan each manifest's resource; return those that did not fail."""
    planned: list[PlannedResource] = []
    for document in documents:
        kind = plugins.kinds()[str(document.kind)]
        yield events.StageStarted("plan", document.file)
        try:
            yield from resource_outputs.identity(document.file, kind, str(document.region), _name(document, kind))
            resource = yield from plan_resource(document, settings, context)
            if settings.command == "plan":
                yield from stop_if_blocked(document.file, kind, resource.plan, resource.existing)
        except Exception as error:
            yield run_failed(document.file, error)
            continue
        planned.append(resource)
        yield events.StageFinished("plan", document.file, True)
    return planned


def _name(document: Document, kind: Any) -> str:
    """Return the resource's name. Raises Failure without one: a version in a group has none, if its rule is ignored."""
    if kind.NAME not in document.spec:
        raise Failure(f"{kind.NAME} is missing", USAGE, "only resources with a name can be planned and created")
    return str(document.spec[kind.NAME])
