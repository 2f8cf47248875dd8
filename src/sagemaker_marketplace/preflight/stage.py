"""The preflight stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ..aws.errors import run_failed
from ..aws.queries import Queries
from ..manifest.document import Document
from ..manifest.findings import fails
from ..report import events
from ..settings.settings import Settings
from .preflight import findings


def preflight(documents: Sequence[tuple[Document, Queries]], settings: Settings) -> Generator[events.Event, None, bool]:
    """Check each document against its account; return whether the run may continue.

    A finding that fails the run stops all manifests: nothing has been created yet.
    """
    if not settings.preflight or not documents:
        return True
    all_findings = []
    for document, account in documents:
        yield events.StageStarted("preflight", document.file)
        try:
            found = findings(document, account, settings.select, settings.ignore)
        except Exception as error:
            yield run_failed(document.file, error)
            return False
        yield from (events.FindingReported(document.file, finding) for finding in found)
        all_findings += found
        yield events.StageFinished("preflight", document.file, not fails(found, settings.fail_on))
    yield events.FindingsComplete(stage="preflight")
    return not fails(all_findings, settings.fail_on)
