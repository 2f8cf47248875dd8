"""The check stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, suppress
from itertools import chain, repeat

from ..context import Context
from ..facts import facts
from ..manifest.document import Document
from ..manifest.findings import ERROR, FINDINGS, Failure, fails
from ..report import events
from ..settings.region import agree
from ..settings.settings import Settings
from .check import findings as check_document
from .manifest_check import CheckedManifest, DuplicateResources, ManifestCheck

# With fewer manifests, worker processes would take longer to start than they save: 0.4 s each, 6 ms for a manifest.
MIN_MANIFESTS_FOR_WORKERS = 200


def check(
    names: Sequence[str], settings: Settings, context: Context
) -> Generator[events.Event, None, list[Document] | None]:
    """Check each manifest; give the documents, or None when a finding stops the run.

    The command check needs no document after its findings, so it has only one in memory at a time, and checks many
    manifests in several processes.

    Raises Failure for a file that can't be read and for a Region that contradicts the settings.
    """
    manifest_check = ManifestCheck(settings, context.workspace, context.clock.today())
    documents, all_findings = [], []
    regions: list[tuple[str | None, str]] = []
    duplicates = DuplicateResources()
    with closing(_check_ahead(names, settings, context)) as ahead:
        for name, checked in zip(names, chain(ahead, repeat(None)), strict=False):
            if checked:
                yield events.StageStarted("check", checked.file)
            else:
                try:
                    document = manifest_check.read(name)
                except Failure:
                    if regions:
                        yield events.FindingsComplete()
                    raise
                yield events.StageStarted("check", document.file)
                checked = manifest_check.check(document)
                if settings.command != "check":
                    documents.append(document)
            findings = duplicates.add_to(checked)
            yield events.ManifestRead(checked.file, checked.sources)
            yield from (events.FindingReported(checked.file, finding) for finding in findings)
            all_findings += findings
            regions.append((checked.region, checked.file))
            yield events.StageFinished("check", checked.file, not fails(findings, settings.fail_on))
    yield events.FindingsComplete()
    for region, file in regions:
        agree(settings, region, file)
    if fails(all_findings, settings.fail_on):
        return None
    if fails(all_findings, ERROR) and settings.command != "check":
        done = "rehearsed" if settings.command == "rehearse" else "created"
        message = f"manifests with errors are not {done}, whatever fail-on is"
        yield events.RunFailed("", message, FINDINGS, "fix the errors, or ignore rules that are wrong")
        return None
    return documents


def recheck(documents: Iterable[Document], settings: Settings, context: Context) -> None:
    """Check the manifests of existing resources without reporting what is found: only a failure refers to it.

    A bug in a rule does not prevent the watch of a resource.
    """
    known = facts.Facts(today=context.clock.today())
    for document in documents:
        with suppress(Exception):
            document.reported += check_document(document, known, settings.select, settings.ignore)


def _check_ahead(
    names: Sequence[str], settings: Settings, context: Context
) -> Generator[CheckedManifest | None, None, None]:
    """Yield what worker processes find in the manifests, in order; nothing if they would not save time."""
    if settings.command != "check" or len(names) < MIN_MANIFESTS_FOR_WORKERS:
        return
    # Imported here: it takes longer than the check of a few manifests.
    from . import worker_processes

    workers = worker_processes.number_of_workers()
    if workers > 1:
        today = context.clock.today()
        yield from worker_processes.check_ahead(names, workers, settings, context.workspace, today, context.debug)
