"""An image should run as root.

SageMaker creates `/opt/ml` for the container and expects to read and write there as root; the guide says that another
user can lack permissions for files. Many such images run without problems, so this is only advice.

Remove `USER`, or make sure that the program can read and write all files it needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from . import Result, _images

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOCAL = "image"
SOURCES = ("SageMaker developer guide, your own algorithms: another user than root may lack permissions (documented)",)
_ROOT = ("", "root", "0")


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each image whose config names a user that is not root."""
    for image, config in _images.configs(doc, source):
        if config.user.partition(":")[0] not in _ROOT:
            message = (
                f"the image runs as the user {_images.short(config.user)}, which may lack permissions below /opt/ml"
            )
            yield image.path, message, "remove USER from the Dockerfile, or test the container with such files"
