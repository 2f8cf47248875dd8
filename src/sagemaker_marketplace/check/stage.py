"""The check stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ..context import Context
from ..facts import facts
from ..manifest import reader
from ..manifest.document import Document
from ..manifest.findings import ERROR, FINDINGS, fails
from ..report import events
from ..settings.settings import Settings, agree
from .check import findings as check_document
from .check import is_missing_role, same_resource


def check(
    names: Sequence[str], settings: Settings, context: Context
) -> Generator[events.Event, None, list[Document] | None]:
    """Check each manifest; give the documents, or None when a finding stops the run.

    Raises Failure for a file that can't be read and for a Region that contradicts the settings.
    """
    documents = [reader.load(name, context.workspace.read, settings.variables) for name in names]
    known = facts.Facts(today=context.clock.today())
    duplicates = list(same_resource(documents))
    all_findings = []
    for document in documents:
        yield events.StageStarted("check", document.file)
        yield events.ManifestRead(document.file, document.sources)
        findings = [
            finding
            for finding in check_document(document, known, settings.select, settings.ignore)
            if not (settings.create_validation_role and is_missing_role(finding))
        ]
        findings += [finding for other, finding in duplicates if other is document]
        yield from (events.FindingReported(document.file, finding) for finding in findings)
        all_findings += findings
        yield events.StageFinished("check", document.file, not fails(findings, settings.fail_on))
    yield events.FindingsComplete()
    for document in documents:
        agree(settings, document.region, document.file)
    if fails(all_findings, settings.fail_on):
        return None
    if fails(all_findings, ERROR) and settings.command != "check":
        message = "manifests with errors are not created, whatever fail-on is"
        yield events.RunFailed("", message, FINDINGS, "fix the errors, or ignore rules that are wrong")
        return None
    return documents
