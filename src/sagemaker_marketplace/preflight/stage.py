"""The preflight stage of a run."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence

from ..aws.errors import CredentialsError, run_failed
from ..aws.queries import Queries
from ..manifest.document import Document
from ..manifest.findings import Finding, fails
from ..report import events
from ..settings.settings import Settings
from .preflight import checks_started


def preflight(
    documents: Sequence[tuple[Document, Queries]], settings: Settings, has_other_accounts: bool = False
) -> Generator[events.Event, None, Collection[str] | None]:
    """Check each document against its account; return the manifests that failed, None if the run must not continue.

    A finding that fails the run stops all manifests: nothing has been created yet. So do credentials that AWS does not
    accept, unless the run has other accounts: then they stop the manifests that need them. Any other error stops only
    its manifest. The checks of all manifests begin at once; the events have the order of the manifests.
    """
    all_findings: list[Finding] = []
    failed: list[str] = []
    if not settings.preflight or not documents:
        return failed
    with checks_started(documents, settings.select, settings.ignore) as waiting:
        for (document, _), findings in zip(documents, waiting, strict=True):
            yield events.StageStarted("preflight", document.file)
            try:
                found = findings()
            except Exception as error:
                yield run_failed(document.file, error)
                if isinstance(error, CredentialsError) and not has_other_accounts:
                    return None
                failed.append(document.file)
                continue
            yield from (events.FindingReported(document.file, finding) for finding in found)
            document.reported += found
            all_findings += found
            yield events.StageFinished("preflight", document.file, not fails(found, settings.fail_on))
    yield events.FindingsComplete(stage="preflight")
    return None if fails(all_findings, settings.fail_on) else failed
