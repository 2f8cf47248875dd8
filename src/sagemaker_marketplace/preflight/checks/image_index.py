"""Every image must be a single-platform image, not an index.

Docker's builder pushes an index when it builds for several platforms, and also for a single one, because it adds
attestations (provenance, a bill of materials) as a second entry. SageMaker has rejected such images with
`Unsupported manifest media type`.

Build for linux/amd64 only and without attestations, push, and release the new image.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage",)
SOURCES = (
    "mlflow/mlflow#13834, aws/amazon-sagemaker-feedback#180: indexes refused by media type (seen)",
    "moby/buildkit, docs/attestations: which options make an index (documented)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image whose manifest lists others."""
    for image, manifest in _images.manifests(doc, account):
        if manifest.is_index:
            listed = ", ".join(manifest.platforms) or "nothing"
            message = f"the tag refers to an image index ({listed}); SageMaker requires a single-platform image"
            yield image.path, message, _images.PLAIN
