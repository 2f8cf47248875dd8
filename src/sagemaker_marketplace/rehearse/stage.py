"""The rehearsal stage of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import plugins
from ..aws.errors import run_failed
from ..context import Context
from ..manifest.document import Document
from ..manifest.findings import USAGE, Failure
from ..report import events, resource_outputs
from ..settings.settings import Settings
from .job import transform_jobs


def rehearse(documents: Sequence[Document], settings: Settings, context: Context) -> Iterator[events.Event]:
    """Rehearse the transform jobs of each manifest; a manifest that fails does not stop the others.

    Raises Failure without a container engine.
    """
    engine = context.engine()
    for document in documents:
        kind = plugins.kinds()[str(document.kind)]
        yield events.StageStarted("rehearse", document.file)
        name = str(document.spec.get(kind.NAME, ""))
        yield from resource_outputs.identity(document.file, kind, str(document.region), name)
        try:
            for _ in transform_jobs(document) if settings.command else ():
                raise Failure("the rehearsal is not complete yet", USAGE, f"use {engine.name} later")
        except Exception as error:
            yield run_failed(document.file, error)
            continue
        yield events.StageFinished("rehearse", document.file, True)
