"""The rehearsal stage of a run."""

from __future__ import annotations

import errno
import posixpath
import re
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from .. import plugins
from ..aws.errors import run_failed
from ..context import Context
from ..facts.facts import Facts
from ..manifest.document import Document
from ..manifest.findings import USAGE, VALIDATION_FAILED, Failure, fails
from ..report import events, resource_outputs
from ..settings.settings import Settings
from ..watch.log_file import open_log_file
from .driver_image import find_driver_image
from .endpoint import is_rehearsed, rehearse_endpoint
from .engine.engine import Engine
from .profiles import Profile, profiles
from .shared import FAILED, Shared
from .training import archive
from .training_stage import rehearse_training
from .transform import Rehearsed, rehearse_job

_NOT_REHEARSED = "Not rehearsed"
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def rehearse(documents: Sequence[Document], settings: Settings, context: Context) -> Iterator[events.Event]:
    """Rehearse the jobs of each manifest's validation; a manifest that fails does not stop the others.

    The run ends without a container engine, and without an image for the container that sends the requests.
    """
    with ExitStack() as stack:
        try:
            shared = yield from prepare(settings, context, stack)
        except Failure as failure:
            yield replace(run_failed("", failure), title=_NOT_REHEARSED)
            return
        for document in documents:
            yield from rehearse_document(document, shared, is_only=len(documents) == 1)
    yield events.FindingsComplete(stage="rehearse")


def prepare(settings: Settings, context: Context, stack: ExitStack) -> Generator[events.Event, None, Shared]:
    """Open the engine, and remove what killed rehearsals have left; `stack` closes the log file.

    Raises Failure without a container engine, and without an image for the container that sends the requests.
    """
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


def rehearse_document(document: Document, shared: Shared, is_only: bool) -> Generator[events.Event, None, bool]:
    """Rehearse the jobs of a manifest; return whether none would fail in AWS and no finding fails the run.

    `is_only` is whether the run has only this manifest.
    """
    kind = plugins.kinds()[str(document.kind)]
    yield events.StageStarted("rehearse", document.file)
    name = str(document.spec.get(kind.NAME, ""))
    yield from resource_outputs.identity(document.file, kind, str(document.region), name, document.role_to_assume)
    reported = len(document.reported)
    failures: list[events.RunFailed] = []
    try:
        found, has_endpoint = profiles(document), is_rehearsed(document)
        for profile in found:
            files = "" if is_only and len(found) == 1 else _subfolder("" if is_only else document.file, profile.name)
            with tempfile.TemporaryDirectory() as folder:
                failed, rehearsed = yield from _rehearse_profile(document, profile, shared, files, Path(folder))
                failures += failed
                if has_endpoint and rehearsed and not failed:
                    yield from rehearse_endpoint(document, rehearsed, shared)
                    has_endpoint = False
        if not found:
            yield events.Note(document.file, "nothing to rehearse: no validation profile has a transform job")
    except Exception as error:
        failures.append(to_failed_run(document, error))
    is_good = not failures and not fails(document.reported[reported:], shared.settings.fail_on)
    yield events.StageFinished("rehearse", document.file, is_good)
    yield from failures
    return is_good


def _rehearse_profile(
    document: Document, profile: Profile, shared: Shared, subfolder: str, folder: Path
) -> Generator[events.Event, None, tuple[list[events.RunFailed], Rehearsed | None]]:
    """Rehearse the jobs of a validation profile in AWS's order: the transform job has the training job's model.

    Returns the failures, and the transform job if it was rehearsed.
    """
    model, transform = None, profile.transform
    if profile.training:
        trained = yield from rehearse_training(document, profile.training, shared, folder)
        if trained.failures or not trained.model:
            without_model = [_without_model(document.file, profile)] if transform and not trained.failures else []
            return [*trained.failures, *without_model], None
        model = trained.model
        transform = transform and replace(transform, model_uri=archive.NAME)
    if not transform:
        return [], None
    rehearsed = yield from rehearse_job(document, transform, shared, subfolder, folder, model)
    return rehearsed.failures, rehearsed


def _without_model(file: str, profile: Profile) -> events.RunFailed:
    """The failure of a transform job after a training job that left no model; aws/sagemaker-python-sdk#3455 (seen)."""
    return events.RunFailed(
        file,
        f"the transform job of validation profile {profile.name} would fail in AWS: the training job left no model",
        VALIDATION_FAILED,
        "make the program write the model to /opt/ml/model",
        title=FAILED,
    )


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
