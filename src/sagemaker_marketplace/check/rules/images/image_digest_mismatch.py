"""An `ImageDigest` should be the digest that the image's own URI names, if it names one.

A URI with `@sha256:…` already says which image it is. With another digest in `ImageDigest` (or `TrainingImageDigest`)
one of the two is left over from an earlier release. Which of them the service believes is not documented, so this is a
warning.

Keep the digest in the URI and remove the other member, or write both alike.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ._references import pinned, reference

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: ImageDigest identifies the image (documented); what a contradiction does is inferred",)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
        ImageDigest: sha256:0000000000000000000000000000000000000000000000000000000000000000
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:\\
          1111111111111111111111111111111111111111111111111111111111111111"
        ImageDigest: sha256:0000000000000000000000000000000000000000000000000000000000000000   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each digest that contradicts the one in the URI beside it."""
    for path, image, location, beside in pinned(doc):
        digest = reference(image).digest
        if digest and beside and digest.lower() != beside.lower():
            message = f"{location[-1]} is not the digest that {path[-1]} names"
            hint = f"remove this line, or write {digest}"
            yield location, message, hint, ((path, "the digest in the URI"),)
