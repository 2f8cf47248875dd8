"""The rehearsal of the endpoint that buyers can create: measurements and findings, but never a failure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..manifest import rehearsal
from ..manifest.document import Document
from ..preflight import image_labels
from ..report import events
from .engine.limits import limits_for
from .inference import driver_client
from .observations import Image
from .realtime import realtime
from .realtime.measurement import measure_endpoint
from .realtime_job import RealTimeJob, Sample
from .realtime_observations import RealTimeObservations
from .shared import Shared, report
from .sources.samples import samples
from .transform import Rehearsed
from .verdict.verdict import findings

_SPECIFICATION = "spec.InferenceSpecification"
_INSTANCE_TYPES = f"{_SPECIFICATION}.SupportedRealtimeInferenceInstanceTypes.*"


def is_rehearsed(document: Document) -> bool:
    """Whether the endpoint is rehearsed: as `rehearsal.real-time` says, otherwise if buyers can create one."""
    requested = rehearsal.read(document).real_time
    return document.get(_INSTANCE_TYPES) is not None if requested is None else requested


def rehearse_endpoint(document: Document, rehearsed: Rehearsed, shared: Shared) -> Iterator[events.Event]:
    """Start the container of a transform job once more, as an endpoint; yield measurements and findings.

    Raises Failure if the samples can't be read, and if the engine or the driver fails.
    """
    block, context, model = rehearsal.read(document), shared.context, rehearsed.model
    sent = samples(document, block, rehearsed.job, rehearsed.objects, context.workspace)
    job = endpoint_job(document, rehearsed, sent)
    size = shared.facts.size(job.instance_type)
    limits = limits_for(shared.engine, size) if job.instance_type else rehearsed.limits
    entries, logbook = model.entries if model else None, shared.logbook(RealTimeObservations.TYPE)
    patience = block.patience_seconds
    setup = realtime.Setup(document.file, job, rehearsed.image, limits, patience, logbook, entries)
    with shared.engine.group(shared.driver_image, driver_client.program()) as group:
        if model:
            group.set_model(model.stream())
        observations = yield from realtime.run(group, setup, context.clock)
    observations.is_batch_metered = rehearsed.is_metered
    yield measure_endpoint(document.file, observations)
    yield from report(document, findings(document, observations, *shared.chosen))


def endpoint_job(document: Document, rehearsed: Rehearsed, sent: Sequence[Sample]) -> RealTimeJob:
    """Return the endpoint of the manifest's container, with the variables of the container alone."""
    path, image = rehearsed.job.container_path, rehearsed.job.image
    container = document.get(".".join(map(str, path)), {})
    return RealTimeJob(
        path=path,
        container_path=path,
        image=image,
        environment=container.get("Environment") or {},
        content_types=_strings(document, "SupportedContentTypes"),
        response_types=_strings(document, "SupportedResponseMIMETypes"),
        samples=tuple(sent),
        instance_type=document.get(_INSTANCE_TYPES, ""),
        is_bidirectional=_is_bidirectional(document, rehearsed.image),
    )


def _strings(document: Document, field: str) -> tuple[str, ...]:
    return tuple(value for _, value in document.strings(f"{_SPECIFICATION}.{field}.*"))


def _is_bidirectional(document: Document, image: Image) -> bool:
    requested = rehearsal.read(document).is_bidirectional
    return image_labels.is_bidirectional(image.labels) if requested is None else requested
