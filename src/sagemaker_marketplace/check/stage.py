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
from .check import lacks_role, same_resource


def check(
    names: Sequence[str], settings: Settings, context: Context
) -> Generator[events.Event, None, list[Document] | None]:
    """Check each manifest; give the documents, or None when a finding stops the run.

    Raises Failure for a file that can't be read and for a Region that contradicts the settings.
    """
    read = [reader.load(name, context.workspace.read, settings.variables) for name in names]
    known = facts.Facts(today=context.clock.today())
    twice = list(same_resource(read))
    found = []
    for one in read:
        yield events.StageStarted("check", one.file)
        yield events.ManifestRead(one.file, one.sources)
        findings = [
            finding
            for finding in check_document(one, known, settings.select, settings.ignore)
            if not (settings.create_validation_role and lacks_role(finding))
        ]
        findings += [finding for other, finding in twice if other is one]
        yield from (events.FindingReported(one.file, finding) for finding in findings)
        found += findings
        yield events.StageFinished("check", one.file, not fails(findings, settings.fail_on))
    yield events.FindingsComplete()
    for one in read:
        agree(settings, one.region, one.file)
    if fails(found, settings.fail_on):
        return None
    if fails(found, ERROR) and settings.command != "check":
        message = "what AWS refuses is not sent, whatever fail-on tolerates"
        yield events.RunFailed("", message, FINDINGS, "mend the errors, or ignore the rules that are wrong")
        return None
    return read
