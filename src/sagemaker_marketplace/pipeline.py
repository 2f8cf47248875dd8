"""Runs the stages of a command in order: the table of contents of the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .check.selection import select
from .check.stage import check, recheck
from .context import Context
from .manifest.findings import Failure, fails
from .report import events
from .report.first_failure import FirstFailure
from .settings import log_lines
from .settings.settings import Settings


def run(settings: Settings, context: Context) -> Iterator[events.Event]:
    """Run a command's stages over its manifests.

    A finding that fails the run stops all manifests before any AWS call; after that, a failure stops only its own
    manifest.
    """
    started = context.clock.now()
    first_failure = FirstFailure()
    try:
        for event in _run(settings, context, first_failure):
            first_failure.note(event)
            if isinstance(event, (events.StageStarted, events.StageFinished)):
                event = replace(event, elapsed_seconds=context.clock.now() - started)
            elif isinstance(event, events.FindingReported) and not fails([event.finding], settings.min_severity):
                event = events.FindingHidden(event.manifest, event.finding)
            yield event
    except Failure as failure:
        yield events.RunFailed("", failure.message, failure.exit_code, failure.hint)


def _run(settings: Settings, context: Context, first_failure: FirstFailure) -> Iterator[events.Event]:
    deadline = context.clock.now() + settings.timeout_minutes * 60
    names, selection = select(settings, context)
    yield from selection
    if not names:
        if settings.command == "plan":
            yield events.MatrixPlanned()
        return
    settings = log_lines.share(settings, len(names))
    if len(names) > 1:
        yield events.ManifestsFound(tuple(names))
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
    from .plan.matrix import plan_matrix
    from .plan.stage import plan
    from .preflight.stage import preflight
    from .watch.stage import find_targets, watch

    if settings.command == "watch":
        targets = yield from find_targets(names, settings, context)
        recheck((target.document for target in targets if target.document), settings, context)
        yield from watch(targets, settings, context, deadline)
    else:
        planned = yield from plan(documents, settings, context)
        to_create = [(resource.document, resource.account) for resource in planned if resource.plan.creates]
        has_other_accounts = len({resource.document.role_to_assume for resource in planned}) > 1
        failed = yield from preflight(to_create, settings, has_other_accounts)
        if settings.command == "plan" and failed is not None:
            yield from plan_matrix(planned, failed, settings.preflight)
        if failed is None or settings.command == "plan":
            return
        planned = [resource for resource in planned if resource.document.file not in failed]
        if settings.rehearse:
            from .create.rehearsal import rehearse as rehearse_planned

            planned = yield from rehearse_planned(planned, settings, context)
        yield from create(planned, settings, context, deadline, first_failure)
