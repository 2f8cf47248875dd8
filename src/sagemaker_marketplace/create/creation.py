"""Carries out the plan of one manifest, from the stage's start to its end, and explains why AWS refused a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Lock
from typing import Any

from .. import plugins
from ..aws.errors import RequestRefused, run_failed
from ..context import Context
from ..diagnosis import diagnosis
from ..manifest.document import Document
from ..plan.lookup import PlannedResource
from ..plan.plan import Decision
from ..report import events, resource_outputs, resume
from ..settings.settings import Settings
from ..watch.targets import Target
from . import roles
from .create import Creator
from .digests import ImageMoved, check_tags

# Several manifests can have the same new role: the first one creates it.
_role_guard = Lock()


def create_resource(
    resource: PlannedResource,
    settings: Settings,
    context: Context,
    deadline: float,
    on_created: Callable[[Target], None],
) -> Iterator[events.Event]:
    """Carry out a plan; `on_created` is called with the resource, unless there is nothing to watch."""
    document, region = resource.document, str(resource.document.region)
    kind = plugins.kinds()[str(document.kind)]
    creator = Creator(resource, context, deadline)
    try:
        if resource.new_role and resource.plan.creates:
            check_tags(resource, context)
            with _role_guard:
                iam = context.account(document.role_to_assume).roles(region)
                yield from roles.ensure(document, resource.new_role, iam, context.clock, settings.managed_policy)
        arn = yield from creator.run()
    except Exception as error:
        hint = resume.maybe_created(resource.plan.request[kind.NAME]) if creator.may_have_created else ""
        yield from _failed(document, kind, error, hint)
        return
    yield from resource_outputs.created(document.file, kind, region, arn, creator.action)
    digests = list(resource_outputs.images(document.file, creator.content))
    yield from digests
    yield events.StageFinished("create", document.file, True)
    if creator.action == Decision.UNCHANGED.action:
        yield events.OutputChanged(document.file, "status", "Completed")
        return  # there is nothing to watch, and its log has been shown before
    on_created(
        Target(
            document.file,
            kind,
            arn,
            str(resource.plan.request[kind.NAME]),
            region,
            resource.resources,
            True,
            document,
            bool(digests),
            profile=settings.profile,
            role=document.role_to_assume,
        )
    )


def _failed(document: Document, kind: Any, error: Exception, hint: str) -> Iterator[events.Event]:
    """The end of a manifest's run; if AWS refused the create call, with the causes that its message contains.

    `hint` is what to do besides what the error requires.
    """
    failure = run_failed(document.file, error)
    failure = replace(failure, hint="\n".join(filter(None, (failure.hint, hint))))
    if isinstance(error, ImageMoved):
        failure = replace(failure, title="Image changed after its rehearsal; not created")
    if isinstance(error, RequestRefused):
        refusal = diagnosis.explain_refusal(document, kind, kind.OPERATION, error.service_message)
        for finding in refusal.findings:
            yield events.FindingReported(document.file, finding)
        yield events.FindingsComplete(stage="create")
        # An error without a fix and a field says no more than the failure itself.
        causes = tuple(cause for cause in refusal.causes if cause.fix or len(cause.path) > 1)
        fixed = bool(causes) and all(cause.fix for cause in causes)
        failure = replace(failure, causes=causes, hint="" if fixed else failure.hint)
    yield failure
