"""An image without an entry point should have `train` or `serve` on its PATH.

SageMaker runs `docker run IMAGE train` or `docker run IMAGE serve`, whatever the image's CMD is. Without an ENTRYPOINT
the container runs the program of that name on the image's PATH, as in AWS's own samples. Whether the image contains it
can't be checked without pulling the image, so this is only advice. `rehearse` looks into the local image, and reports
it only if the program is not there.

Put an executable of that name on the PATH, or use an ENTRYPOINT that accepts the argument.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..local_images import LocalImages
from . import Result, _images

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOCAL = "image"
SOURCES = ("SageMaker developer guide, your own algorithms: how the image is run (documented)",)


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each image without an entry point."""
    for image, config in _images.configs(doc, source):
        if config.entry_point:
            continue
        if not isinstance(source, LocalImages) or not source.has_program(image):
            search_path = config.variables.get("PATH")
            where = f"its PATH ({_images.short(search_path)})" if search_path else "its PATH"
            message = f"the image has no ENTRYPOINT: {_images.argument(doc, image)} must be an executable on {where}"
            yield image.path, message, "put it there, or write an ENTRYPOINT that takes the argument"
