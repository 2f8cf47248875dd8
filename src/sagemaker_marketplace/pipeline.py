"""Runs the stages of a command in order: the table of contents of the program."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from .check.selection import select
from .check.stage import check, recheck
from .context import Context
from .manifest.findings import Failure, fails
from .report import events
from .report.first_failure import FirstFailure
from .settings import shard
from .settings.settings import Settings

# The lines of all jobs' logs that a run shows by default, and of each at least: the first one and the last one.
_ALL_LOG_LINES, _MIN_LOG_LINES = 2000, 2


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


def _share_log_lines(settings: Settings, manifests: int) -> Settings:
    """Show fewer lines of each job's log if there are many manifests, unless `log-lines` is set."""
    if settings.log_lines != Settings.log_lines or settings.command == "rehearse":
        return settings
    return replace(
        settings, log_lines=min(Settings.log_lines, max(_MIN_LOG_LINES, _ALL_LOG_LINES // max(1, manifests)))
    )


def _run(settings: Settings, context: Context, first_failure: FirstFailure) -> Iterator[events.Event]:
    deadline = context.clock.now() + settings.timeout_minutes * 60
    names = yield from _names(settings, context)
    if not names:
        if settings.command == "plan":
            yield events.MatrixPlanned()
        return
    settings = _share_log_lines(settings, len(names))
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


def _names(settings: Settings, context: Context) -> Generator[events.Event, None, list[str]]:
    """Return the manifests of the run, which can be none: those that changed, and of these the shard's."""
    found = context.workspace.expand(settings.manifest)
    selected = select(found, settings, context)
    if context.changed:
        changed = f"{len(selected)} of {len(found)} manifests" if selected else "no manifest"
        yield events.Note("", f"{changed} changed since {context.changed.base}")
    names = shard.part(selected, settings.shard)
    if settings.shard:
        number, total = settings.shard
        yield events.ShardSelected(number, total, len(names), len(selected))
    return names
