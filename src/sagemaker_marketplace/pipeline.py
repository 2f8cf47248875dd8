"""Runs the stages of a command in order: the table of contents of the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .check.stage import check, recheck
from .context import Context
from .manifest.findings import Failure, fails
from .report import events
from .settings.settings import Settings


def run(settings: Settings, context: Context) -> Iterator[events.Event]:
    """Run a command's stages over its manifests.

    A finding that fails the run stops all manifests before any AWS call; after that, a failure stops only its own
    manifest.
    """
    started = context.clock.now()
    try:
        for event in _run(settings, context):
            if isinstance(event, (events.StageStarted, events.StageFinished)):
                event = replace(event, elapsed_seconds=context.clock.now() - started)
            elif isinstance(event, events.FindingReported) and not fails([event.finding], settings.min_severity):
                event = events.FindingHidden(event.manifest, event.finding)
            yield event
    except Failure as failure:
        yield events.RunFailed("", failure.message, failure.exit_code, failure.hint)


def _run(settings: Settings, context: Context) -> Iterator[events.Event]:
    deadline = context.clock.now() + settings.timeout_minutes * 60
    names = context.workspace.expand(settings.manifest)
    if settings.log_file:
        context.workspace.target(settings.log_file, "log-file")
    documents = []
    if settings.command != "watch":
        checked = yield from check(names, settings, context)
        if settings.command == "check" or checked is None:
            return
        documents = checked
    if settings.command == "rehearse":
        from .rehearse.stage import rehearse

        yield from rehearse(documents, settings, context)
        return
    # Loaded here: a check needs none of these stages, and would spend a fifth of its time on loading them.
    from .create.stage import create
    from .plan.stage import plan
    from .preflight.stage import preflight
    from .watch.stage import find_targets, watch

    if settings.command == "watch":
        targets = yield from find_targets(names, settings, context)
        recheck((target.document for target in targets if target.document), settings, context)
    else:
        planned = yield from plan(documents, settings, context)
        to_create = [(resource.document, resource.account) for resource in planned if resource.plan.creates]
        failed = yield from preflight(to_create, settings)
        if failed is None or settings.command == "plan":
            return
        planned = [resource for resource in planned if resource.document.file not in failed]
        targets = yield from create(planned, settings, context, deadline)
        if not settings.wait:
            return
    yield from watch(targets, settings, context, deadline)
