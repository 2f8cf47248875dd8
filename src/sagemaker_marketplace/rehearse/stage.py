"""The rehearsal stage of a run."""

from __future__ import annotations

import errno
import posixpath
import re
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from .. import plugins
from ..aws.errors import run_failed
from ..context import Context
from ..facts.facts import Facts
from ..manifest import rehearsal
from ..manifest.document import Document
from ..manifest.findings import USAGE, Failure, fails
from ..report import events, resource_outputs
from ..settings.settings import Settings
from ..watch.log_file import open_log_file
from .driver_image import find_driver_image
from .engine.engine import Engine
from .job import TransformJob, transform_jobs
from .transform import Shared, rehearse_job

_NOT_REHEARSED = "Not rehearsed"
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def rehearse(documents: Sequence[Document], settings: Settings, context: Context) -> Iterator[events.Event]:
    """Rehearse the transform jobs of each manifest; a manifest that fails does not stop the others.

    The run ends without a container engine, and without an image for the container that sends the requests.
    """
    with ExitStack() as stack:
        try:
            shared = yield from _prepare(settings, context, stack)
        except Failure as failure:
            yield replace(run_failed("", failure), title=_NOT_REHEARSED)
            return
        for document in documents:
            yield from _rehearse_document(document, shared, is_only=len(documents) == 1)
    yield events.FindingsComplete(stage="rehearse")


def _prepare(settings: Settings, context: Context, stack: ExitStack) -> Generator[events.Event, None, Shared]:
    """Open the engine, and remove what killed rehearsals have left; `stack` closes the log file."""
    engine: Engine = context.engine()
    context.debug(f"container engine: {engine.name} at {engine.address}")
    context.debug(f"its host: {engine.cpus} CPUs, {engine.memory_bytes:,} bytes of memory")
    removed = engine.remove_orphans()
    if removed:
        rehearsals = "1 rehearsal" if removed == 1 else f"{removed} rehearsals"
        yield events.Note("", f"removed the containers that {rehearsals} left")
    driver_image = yield from find_driver_image(engine, settings.driver_image)
    context.debug(f"driver image: {driver_image}")
    write_log = open_log_file(settings.log_file, context, stack)
    return Shared(engine, driver_image, settings, context, Facts(today=context.clock.today()), write_log)


def _rehearse_document(document: Document, shared: Shared, is_only: bool) -> Iterator[events.Event]:
    kind = plugins.kinds()[str(document.kind)]
    yield events.StageStarted("rehearse", document.file)
    name = str(document.spec.get(kind.NAME, ""))
    yield from resource_outputs.identity(document.file, kind, str(document.region), name)
    reported = len(document.reported)
    failures: list[events.RunFailed] = []
    try:
        jobs = yield from _jobs(document)
        for job in jobs:
            subfolder = "" if is_only and len(jobs) == 1 else _subfolder("" if is_only else document.file, job.profile)
            failures += yield from rehearse_job(document, job, shared, subfolder)
    except Exception as error:
        failures.append(to_failed_run(document, error))
    is_good = not failures and not fails(document.reported[reported:], shared.settings.fail_on)
    yield events.StageFinished("rehearse", document.file, is_good)
    yield from failures


def _jobs(document: Document) -> Generator[events.Event, None, list[TransformJob]]:
    """Return the jobs to rehearse, and yield what is not rehearsed."""
    jobs = list(transform_jobs(document))
    notes = []
    if document.kind == "Algorithm":
        notes.append("training jobs are not rehearsed")
        if not rehearsal.read(document).model:
            jobs = []
            notes.append("set rehearsal.model to a trained model to rehearse the transform jobs")
    elif not jobs:
        notes.append("nothing to rehearse: no validation profile has a transform job")
    for note in notes:
        yield events.Note(document.file, note)
    return jobs


def _subfolder(file: str, profile: str) -> str:
    """The folder for the outputs of one of several jobs, named after manifest and profile."""
    name = f"{posixpath.splitext(file)[0]}-{profile}" if file else profile
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "job"


def to_failed_run(document: Document, error: Exception) -> events.RunFailed:
    """Return the end of a manifest's run after an exception.

    A failure that has a location in the manifest is reported there; a full disk is a failure, too.
    """
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        message = f"no space left for temporary files in {tempfile.gettempdir()}"
        error = Failure(message, USAGE, "free space there, or set TMPDIR to another folder")
    failure = run_failed(document.file, error)
    if failure.exit_code == USAGE and not failure.title:
        failure = replace(failure, title=_NOT_REHEARSED)
    if not isinstance(error, Failure) or not error.location:
        return failure
    cause = events.FailureCause(failure.message, failure.hint, path=error.path, location=error.location)
    return replace(failure, message="cannot run the rehearsal", hint="", causes=(cause,))
