"""An image should be named by a tag or by a digest, not by both at once.

The API's reference knows two forms, `registry/repository[:tag]` and `registry/repository[@digest]`. Docker reads
`repository:tag@digest`, too, and then goes by the digest alone; what SageMaker does with it is not documented, so this
is a note.

Keep the digest: it says exactly which image it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import repository, used
from ._references import reference

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: Image, the two forms there are (documented); what a mixed one does is not known (inferred)",)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
""",
)
BAD = (
    f"""
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0@sha256:{"1" * 64}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image in private ECR that has both a tag and a digest."""
    for path, image in used(doc):
        name, tag, digest = reference(image)
        if tag and digest and repository(image):
            message = "the image has a tag and a digest, the API's reference knows one or the other"
            yield path, message, f"write {name}@{digest}"
