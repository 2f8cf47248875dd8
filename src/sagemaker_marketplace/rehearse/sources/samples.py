"""The request bodies of real-time inference: the files of the block, or the first record of the transform job's input.

What is sent without `rehearsal.samples` is a decision of the rehearsal, not AWS's contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ...context import Workspace
from ...manifest.document import Document
from ...manifest.findings import USAGE, Failure
from ...manifest.paths import Path as ManifestPath
from ...manifest.rehearsal import INPUT, SAMPLES, SELLER_GUIDE_MAX_BODY_BYTES, Rehearsal
from ..contract import contract
from ..contract.payloads import MB, InputError, payloads
from ..job import TransformJob
from ..realtime_job import Sample
from .downloads import size_text
from .inputs import InputObject

# All samples are in memory. The limit is ours.
MAX_TOTAL_BYTES = 4 * SELLER_GUIDE_MAX_BODY_BYTES
_RESPONSE_TYPES = "spec.InferenceSpecification.SupportedResponseMIMETypes.*"


def samples(
    document: Document,
    block: Rehearsal,
    job: TransformJob | None,
    objects: Sequence[InputObject],
    workspace: Workspace,
) -> tuple[Sample, ...]:
    """Return the samples of the block; without them the first record of a transform job's input, or the whole object.

    The first record is that of the first object with one that fits into a request; without any, nothing is returned.
    They ask for the job's Accept, otherwise for the first of SupportedResponseMIMETypes. Raises Failure for files of
    the block that are missing, outside of the workspace, no files, or too large.
    """
    accept = (job.accept if job else "") or next((str(each) for _, each in document.at(_RESPONSE_TYPES)), "")
    if block.samples:
        return tuple(_listed(document, block, accept, workspace))
    if job is None:
        return ()
    path = INPUT if block.input else job.input_path
    for each in objects:
        body = _first_body(job, each)
        if body:
            return (Sample(each.name, path, job.content_type, accept, body),)
    return ()


def _listed(document: Document, block: Rehearsal, accept: str, workspace: Workspace) -> Iterator[Sample]:
    total = 0
    for content_type, names in block.samples.items():
        for index, name in enumerate(names):
            path: ManifestPath = (*SAMPLES, content_type, index)
            body = _body(name, workspace.data_path(name, document.file), document, path)
            total += len(body)
            if total > MAX_TOTAL_BYTES:
                message = f"the samples have more than {size_text(MAX_TOTAL_BYTES)}, the maximum of a rehearsal"
                raise Failure(message, USAGE, "use fewer or smaller samples", document.location(path), path)
            yield Sample(name, path, content_type, accept, body)


def _body(name: str, file: Path, document: Document, path: ManifestPath) -> bytes:
    """Return the content of a file that is small enough for a request."""
    location = document.location(path)
    try:
        with file.open("rb") as content:
            body = content.read(SELLER_GUIDE_MAX_BODY_BYTES + 1)
    except IsADirectoryError:
        raise Failure(f"{name} is a directory", USAGE, "list the files in it", location, path) from None
    except OSError as error:
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE, "check its permissions", location, path) from None
    if len(body) > SELLER_GUIDE_MAX_BODY_BYTES:
        message = f"{name} has more than {size_text(SELLER_GUIDE_MAX_BODY_BYTES)}, the maximum of a real-time request"
        raise Failure(message, USAGE, "use a smaller sample", location, path)
    return body


def _first_body(job: TransformJob, first: InputObject) -> bytes:
    """Return the first record of an object as the job would send it alone, or the object if it is not split.

    Empty if it is larger than a request, or not in the format of the job: the transform job reports that.
    """
    strategy = contract.parameters_in_force(job, None).strategy
    with first.open() as stream:
        try:
            found = next(payloads(stream, job.split_type, strategy, SELLER_GUIDE_MAX_BODY_BYTES // MB, 1), None)
        except InputError:
            return b""
    return found.body if found else b""
