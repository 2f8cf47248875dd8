"""The `rehearsal` block of a manifest: what a local run of the validation uses instead of ECR and S3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .document import Document

BLOCK = "rehearsal"
IMAGE, MODEL, INPUT, EXPECT, PATIENCE = ((BLOCK, name) for name in ("image", "model", "input", "expect", "patience"))
TRAINING, SAMPLES, REAL_TIME = ((BLOCK, name) for name in ("training", "samples", "real-time"))
BIDIRECTIONAL_STREAMING = (BLOCK, "bidirectional-streaming")
TRAINING_IMAGE, TRAINING_INPUT = (*TRAINING, "image"), (*TRAINING, "input")
# The model that a container without ModelDataUrl has.
NO_MODEL = "none"
# The maximum body of a request to an endpoint. Two sources differ: InvokeEndpoint in the service model of the SageMaker
# runtime, and the AWS Marketplace seller guide (ml-service-restrictions-and-limits), which says 25 MB.
MAX_BODY_BYTES, SELLER_GUIDE_MAX_BODY_BYTES = 6_291_456, 25 * 1024 * 1024
_CONTAINER_IMAGE = "spec.InferenceSpecification.Containers.0.Image"
_SPEC_TRAINING_IMAGE = "spec.TrainingSpecification.TrainingImage"
# How long an endpoint waits for the first successful ping (SageMaker developer guide, inference code). A transform job
# waits for about 30 minutes (aws/amazon-sagemaker-examples#815).
DEFAULT_PATIENCE_SECONDS = 480.0


class Expectation(NamedTuple):
    """What the answers must be; None and empty strings are not compared.

    `status` is that of every request, `records` the number of all records in the answers. `output` is the path of a
    file to compare the only output with, or of a folder with a file for each output; numbers may differ by `tolerance`,
    absolute or relative. `schema` is the path of a JSON Schema that each JSON answer must match.
    """

    status: int | None = None
    content_type: str = ""
    records: int | None = None
    output: str = ""
    tolerance: float = 0.0
    schema: str = ""


@dataclass(frozen=True)
class Training:
    """What a training job uses: an image of the container engine, and local paths by the names of channels."""

    image: str = ""
    input: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rehearsal:
    """The block: local paths are relative to the manifest's file, and empty if the manifest does not name them.

    `image` is an image of the container engine. `model` is an archive (.tar.gz) or a folder, or NO_MODEL. `input` is a
    file, a folder, or a manifest file of S3's. `patience_seconds` is how long to wait for the first successful ping,
    and for a training program that only has FIFOs to open one. `samples` are the paths of request bodies for real-time
    inference by content type. `real_time` is whether that is rehearsed, None if the manifest does not say it.
    `is_bidirectional` is whether WebSocket connections are rehearsed, None if the manifest does not say it.
    """

    image: str = ""
    model: str = ""
    input: str = ""
    expect: Expectation = field(default_factory=Expectation)
    patience_seconds: float = DEFAULT_PATIENCE_SECONDS
    training: Training = field(default_factory=Training)
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    real_time: bool | None = None
    is_bidirectional: bool | None = None


def read(doc: Document) -> Rehearsal:
    """Return the block of a document without findings; defaults for what it does not have."""
    block = _object(doc.data.get(BLOCK))
    expect, training = _object(block.get("expect")), _object(block.get("training"))
    return Rehearsal(
        image=block.get("image", ""),
        model=block.get("model", ""),
        input=block.get("input", ""),
        expect=Expectation(
            status=expect.get("status"),
            content_type=expect.get("content-type", ""),
            records=expect.get("records"),
            output=expect.get("output", ""),
            tolerance=float(expect.get("tolerance", 0)),
            schema=expect.get("schema", ""),
        ),
        patience_seconds=float(block.get("patience", DEFAULT_PATIENCE_SECONDS)),
        training=Training(training.get("image", ""), _object(training.get("input"))),
        samples={content_type: tuple(paths) for content_type, paths in _object(block.get("samples")).items()},
        real_time=block.get("real-time"),
        is_bidirectional=block.get("bidirectional-streaming"),
    )


def shares_image(doc: Document) -> bool:
    """Whether training and inference use one image, with one digest: `rehearsal.image` then replaces both."""
    container, training = (
        [doc.get(field), doc.get(f"{field}Digest")] for field in (_CONTAINER_IMAGE, _SPEC_TRAINING_IMAGE)
    )
    return container == training and container[0] is not None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
