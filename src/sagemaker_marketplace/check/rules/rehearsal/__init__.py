"""Rehearsal: the `rehearsal` block, which a local run of the validation uses.

The block is not part of the request, so AWS does not see it. These rules report where a rehearsal tests something else
than AWS's validation does, or where an expectation can't come true. Whether its files exist is reported by
`rehearsal-file`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ....manifest.document import Document
from ....manifest.paths import ANY
from ....manifest.rehearsal import BLOCK, EXPECT, REAL_TIME, SAMPLES, TRAINING, TRAINING_INPUT
from .. import training
from ..transform import Job, jobs
from ..transform._mime_types import essence, is_mime_type

CONTAINER = "spec.InferenceSpecification.Containers.0"
ENDPOINT_TYPES = ("spec", "InferenceSpecification", "SupportedRealtimeInferenceInstanceTypes")
_CHANNEL_NAME = ("spec", "ValidationSpecification", "ValidationProfiles", ANY, "TrainingJobDefinition")


def block(doc: Document) -> Mapping[str, Any]:
    """Return the block; empty if there is none."""
    return _object(doc.data.get(BLOCK))


def expectation(doc: Document, name: str) -> Any:
    """Return a field of `expect`; None if it is missing."""
    return _object(block(doc).get(EXPECT[-1])).get(name)


def training_block(doc: Document) -> Mapping[str, Any]:
    """Return the object `training`; empty if there is none."""
    return _object(block(doc).get(TRAINING[-1]))


def local_channels(doc: Document) -> Mapping[str, Any]:
    """Return the object `training.input`, with a path for each channel; empty if there is none."""
    return _object(training_block(doc).get(TRAINING_INPUT[-1]))


def channel_names(doc: Document) -> list[str]:
    """Return the names of the channels of all training jobs, each once; empty if not all can be read."""
    if doc.is_unread((*_CHANNEL_NAME, "InputDataConfig", ANY, "ChannelName")):
        return []
    names = [channel.name for path, job in training.jobs(doc) for channel in training.job_channels(path, job)]
    return list(dict.fromkeys(names))


def sample_types(doc: Document) -> Mapping[str, Any]:
    """Return the object `samples`, with paths for each content type; empty if there is none."""
    return _object(block(doc).get(SAMPLES[-1]))


def is_real_time(doc: Document) -> bool:
    """Whether real-time inference is rehearsed: by `real-time`, or else if the manifest has types for endpoints."""
    chosen = block(doc).get(REAL_TIME[-1])
    if isinstance(chosen, bool):
        return chosen
    return doc.is_unread(ENDPOINT_TYPES) or bool(doc.get(".".join(ENDPOINT_TYPES)))


def rehearsed_jobs(doc: Document) -> Iterator[Job]:
    """Yield each transform job, if the manifest has the block."""
    return jobs(doc) if block(doc) else iter(())


def answer_types(doc: Document) -> list[str]:
    """Return the types that answers can have, in lowercase without parameters; empty if they are not known.

    The expected type is known, or else what all transform jobs request, without wildcards.
    """
    expected = expectation(doc, "content-type")
    requested = (
        [expected] if isinstance(expected, str) else [job.field("TransformOutput", "Accept") for job in jobs(doc)]
    )
    if not all(isinstance(type_, str) and is_mime_type(type_) for type_ in requested):
        return []
    return sorted({essence(type_) for type_ in requested})


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
