"""Bidirectional streaming should be rehearsed: the validation does not test it.

The image has SageMaker's label for bidirectional streaming, so buyers can open WebSocket connections to its container.
The validation of AWS Marketplace is a batch transform: it opens none, and it requires `POST /invocations` from a
container whose buyers only use WebSocket, too.

Run `sagemaker-marketplace rehearse`, which sends transform requests and opens WebSocket connections.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from .. import image_labels
from . import Result, _images

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: the label (documented)",
    "AWS Marketplace seller guide, on creating resources: the validation is a batch transform (documented)",
    "that the container needs POST /invocations in any case is inferred",
)


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each inference image with the label."""
    for image, config in _images.configs(doc, source):
        if image.path[1] == "InferenceSpecification" and image_labels.is_bidirectional(config.labels):
            message = "the image supports bidirectional streaming, which the validation does not test"
            yield image.path, message, "run rehearse, and make the container answer POST /invocations, too"
