"""The preflight stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ..aws.errors import failed
from ..aws.queries import Queries
from ..manifest.document import Document
from ..manifest.findings import fails
from ..report import events
from ..settings.settings import Settings
from .preflight import findings


def preflight(asked: Sequence[tuple[Document, Queries]], settings: Settings) -> Generator[events.Event, None, bool]:
    """Check what each manifest names against its account; give whether the run may go on.

    A finding that fails the run stops all manifests: nothing has been created yet.
    """
    if not settings.preflight or not asked:
        return True
    found = []
    for document, account in asked:
        yield events.StageStarted("preflight", document.file)
        try:
            told = findings(document, account, settings.select, settings.ignore)
        except Exception as error:
            yield failed(document.file, error)
            return False
        yield from (events.FindingReported(document.file, finding) for finding in told)
        found += told
        yield events.StageFinished("preflight", document.file, not fails(told, settings.fail_on))
    yield events.FindingsComplete(stage="preflight")
    return not fails(found, settings.fail_on)
