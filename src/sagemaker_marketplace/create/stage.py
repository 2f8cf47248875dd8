"""The create stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any

from .. import plugins
from ..aws.errors import RequestRefused, failed
from ..context import Context
from ..create import roles
from ..create.create import Creation
from ..diagnosis import diagnosis
from ..manifest.document import Document
from ..plan.lookup import PlannedResource
from ..report import events, resource_outputs
from ..settings.settings import Settings
from ..watch.watch import Target


def create(
    planned: Sequence[PlannedResource], settings: Settings, context: Context, deadline: float
) -> Generator[events.Event, None, list[Target]]:
    """Carry out each plan; give what there is to watch."""

    targets = []
    for made in planned:
        one, region = made.document, str(made.document.region)
        kind = plugins.kinds()[str(one.kind)]
        yield events.StageStarted("create", one.file)
        try:
            new_role = bool(made.role) and made.plan.creates
            if new_role:
                iam = context.aws.roles(region)
                yield from roles.ensure(one, made.role, iam, context.clock, settings.managed_policy)
            creation = Creation(one.file, kind, made.plan, made.resources, context.clock, deadline, new_role)
            arn = yield from creation.run(made.found)
        except Exception as error:
            yield from _refused(one, kind, error)
            yield failed(one.file, error)
            continue
        yield from resource_outputs.created(one.file, kind, region, arn, creation.taken)
        yield events.StageFinished("create", one.file, True)
        name = str(made.plan.request[kind.NAME])
        targets.append(Target(one.file, kind, arn, name, region, made.resources, fresh=True))
        targets[-1].document = one
    return targets


def _refused(document: Document, kind: Any, error: Exception) -> Iterator[events.Event]:
    """What a refused create call's own words say of the manifest."""

    if isinstance(error, RequestRefused):
        for finding in diagnosis.refused(document, kind, kind.OPERATION, error.said):
            yield events.FindingReported(document.file, finding)
        yield events.FindingsComplete(stage="create")
