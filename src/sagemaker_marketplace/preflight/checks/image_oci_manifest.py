"""An image should have a Docker manifest instead of an OCI manifest.

Both describe the same image, but SageMaker's CreateModel, which the validation calls, rejected OCI manifests because of
their media type until at least 2025. Whether it still does is unknown, so this is a warning.

Build with `oci-mediatypes=false` and without attestations, which require OCI manifests.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.ecr import OCI
from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage",)
SOURCES = (
    "docker/build-push-action#755, moby/buildkit#5480, aws/amazon-sagemaker-feedback#180: refused (seen)",
    "that the validation is refused like CreateModel, and today, is inferred",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image with an OCI manifest."""
    for image, manifest in _images.manifests(doc, account):
        if manifest.media_type == OCI:
            message = "the image has an OCI manifest, which SageMaker refused until 2025 at least"
            yield image.path, message, _images.PLAIN
