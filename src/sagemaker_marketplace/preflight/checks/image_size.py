"""An image should be at most 10 GiB.

Every validation job pulls its images before it starts, and so does every job and endpoint of a buyer. Ten GiB,
compressed as in the registry, is our limit, not AWS's.

Use a multi-stage build, leave out compilers, caches and what only training needs, or move the weights to the model
artifacts.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:DescribeImages",)
SOURCES = ("ECR API, ImageDetail: imageSizeInBytes is the compressed size (documented); the mark is our advice",)
_GIB = 1024**3
_LARGE = 10 * _GIB


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image above the mark."""
    for image, detail in _images.details(doc, account):
        size = detail.get("imageSizeInBytes")
        if isinstance(size, int) and size > _LARGE:
            message = f"the image is {size / _GIB:.1f} GiB compressed, and every job pulls it first"
            yield image.path, message, "build in stages, and leave out what the container does not need at run time"
