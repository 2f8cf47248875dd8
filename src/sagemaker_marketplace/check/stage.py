"""The check stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import suppress

from ..context import Context
from ..facts import facts
from ..manifest import reader
from ..manifest.document import Document
from ..manifest.findings import ERROR, FINDINGS, Failure, Finding, fails, in_order
from ..manifest.rehearsal import BLOCK
from ..report import events
from ..report.built_in_rules import BUILT_IN
from ..settings.settings import Settings, agree
from . import rehearsal_files
from .check import DuplicateResources, is_missing_role
from .check import findings as check_document

# The other commands ignore what the `rehearsal` block says, if it can be read.
_USES_REHEARSAL = ("check", "rehearse")


def check(
    names: Sequence[str], settings: Settings, context: Context
) -> Generator[events.Event, None, list[Document] | None]:
    """Check each manifest; give the documents, or None when a finding stops the run.

    The command check needs no document after its findings, so it has only one in memory at a time.

    Raises Failure for a file that can't be read and for a Region that contradicts the settings.
    """
    known = facts.Facts(today=context.clock.today())
    documents, all_findings = [], []
    regions: list[tuple[str | None, str]] = []
    duplicates = DuplicateResources()
    for name in names:
        try:
            document = reader.load(name, context.workspace.read, settings.variables)
        except Failure:
            if regions:
                yield events.FindingsComplete()
            raise
        yield events.StageStarted("check", document.file)
        findings = _findings(document, known, duplicates, settings, context)
        document.reported += findings
        yield events.ManifestRead(document.file, _source_lines(document, findings, settings.command))
        yield from (events.FindingReported(document.file, finding) for finding in findings)
        all_findings += findings
        regions.append((document.region, document.file))
        if settings.command != "check":
            documents.append(document)
        yield events.StageFinished("check", document.file, not fails(findings, settings.fail_on))
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


def _findings(
    document: Document, known: facts.Facts, duplicates: DuplicateResources, settings: Settings, context: Context
) -> list[Finding]:
    """All findings of a manifest that concern the command."""
    findings = [
        finding
        for finding in check_document(document, known, settings.select, settings.ignore)
        if not (settings.create_validation_role and is_missing_role(finding))
    ]
    findings += duplicates.findings(document)
    if settings.command in _USES_REHEARSAL:
        is_rehearsal = settings.command == "rehearse"
        return in_order([*findings, *rehearsal_files.findings(document, context.workspace, is_rehearsal)])
    return [each for each in findings if each.path[:1] != (BLOCK,) or each.rule in BUILT_IN]


def _source_lines(document: Document, findings: Sequence[Finding], command: str) -> Mapping[str, Mapping[int, str]]:
    """The lines of a manifest's files by number: all of them if the preflight follows, else those with findings."""
    if command != "check":
        return {file: dict(enumerate(lines, 1)) for file, lines in document.sources.items()}
    shown: dict[str, dict[int, str]] = {file: {} for file in document.sources}
    for finding in findings:
        edit = [finding.fix.start, finding.fix.end] if finding.fix else []
        for location in (finding.location, *(related for related, _ in finding.related), *edit):
            lines = document.sources.get(location.file, ())
            if 1 <= location.line <= len(lines):
                shown[location.file][location.line] = lines[location.line - 1]
    return shown
