"""Rehearses what a run is going to create: the images of its requests, by digest."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace

from ..aws.errors import run_failed
from ..context import Context
from ..manifest import rehearsal
from ..manifest.document import Document
from ..manifest.findings import Failure
from ..plan.lookup import PlannedResource
from ..rehearse import pinned_images, stage
from ..rehearse.job import transform_jobs
from ..rehearse.shared import Shared
from ..rehearse.training_job import training_jobs
from ..report import events, resource_outputs
from ..settings.settings import Settings
from .digests import digests_of

_MODEL = "spec.InferenceSpecification.Containers.0.ModelDataUrl"
_NOT_REHEARSED = "Not rehearsed; not created"


def rehearse(
    planned: Sequence[PlannedResource], settings: Settings, context: Context
) -> Generator[events.Event, None, list[PlannedResource]]:
    """Rehearse each resource that will be created; return those that passed, and those that will not be created.

    Nothing is returned if the run can't rehearse at all, for example without a container engine.
    """
    to_create = [resource for resource in planned if resource.plan.creates]
    if not to_create:
        return list(planned)
    passed: list[PlannedResource] = []
    with ExitStack() as stack:
        try:
            shared = yield from stage.prepare(settings, context, stack)
        except Failure as failure:
            yield replace(run_failed("", failure), title=_NOT_REHEARSED)
            return []
        for resource in planned:
            if not resource.plan.creates:
                passed.append(resource)
                continue
            digests = yield from _rehearse_resource(resource, shared, is_only=len(planned) == 1)
            if digests is not None:
                passed.append(replace(resource, rehearsed_tags={} if settings.pin_image else digests))
    yield events.FindingsComplete(stage="rehearse")
    return passed


def _rehearse_resource(
    resource: PlannedResource, shared: Shared, is_only: bool
) -> Generator[events.Event, None, Mapping[str, str] | None]:
    """Rehearse a manifest; return its images with their digests, None if the rehearsal did not pass."""
    document = resource.document
    try:
        digests = digests_of(document, pinned_images.rehearsed_images(document), resource.account)
        pinned, notes = pinned_images.pin_images(document, digests, shared.engine)
    except Exception as error:
        yield replace(stage.to_failed_run(document, error), title=_NOT_REHEARSED)
        return None
    notes += _local_model(document)
    ran: set[str] = set()
    with closing(stage.rehearse_document(pinned, shared, is_only)) as rehearsing:
        while True:
            try:
                event = next(rehearsing)
            except StopIteration as end:
                is_good = bool(end.value)
                break
            ran.update(_images_of(event, document))
            yield event
            if isinstance(event, events.StageStarted):
                yield from (events.Note(document.file, note) for note in notes)
    yield from resource_outputs.rehearsed(document.file, [digests[image] for image in digests if image in ran])
    return digests if is_good else None


def _local_model(document: Document) -> list[str]:
    """Say which model is rehearsed if it is not the one in the request."""
    local, remote = rehearsal.read(document).model, document.get(_MODEL)
    if not local or not remote or document.get("spec.TrainingSpecification"):
        return []
    return [f"rehearsing the model {local}; the request has {remote}"]


def _images_of(event: events.Event, document: Document) -> Iterator[str]:
    """Yield the image of a job that has run, as the manifest writes it."""
    if isinstance(event, events.TrainingMeasured):
        yield from (job.image for job in training_jobs(document) if job.profile == event.profile)
    elif isinstance(event, events.RehearsalMeasured):
        yield from (job.image for job in transform_jobs(document) if job.profile == event.profile)
