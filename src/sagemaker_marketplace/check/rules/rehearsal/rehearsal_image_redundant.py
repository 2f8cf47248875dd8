"""The image of a rehearsal should differ from the container's `Image`.

`rehearsal.image` replaces the container's `Image` by one that the workflow has built. The same image has no effect.

Use the local name of the image, or remove the field to rehearse the image in Amazon ECR.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import IMAGE
from .. import Result
from . import CONTAINER, block

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("docs/rehearsal.md: without the field, a rehearsal uses the container's Image (documented)",)
GOOD = (
    """
rehearsal: {image: churn-scorer:dev}
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn-scorer:1
""",
)
BAD = (
    """
rehearsal:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn-scorer:1   # <- here
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn-scorer:1
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the image if it is the container's."""
    image = block(doc).get(IMAGE[-1])
    for path, other in doc.strings(f"{CONTAINER}.Image"):
        if image == other:
            message = "the rehearsal's image is the container's Image"
            yield IMAGE, message, "remove it, or use the local name of the image", ((path, "Image"),)
