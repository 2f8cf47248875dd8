"""An image URI should have either a tag or a digest, not both.

The API reference documents two formats, `registry/repository[:tag]` and `registry/repository[@digest]`. Docker also
accepts `repository:tag@digest` and then ignores the tag. How SageMaker handles it is not documented.

Keep the digest, which identifies the exact image.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import all_images, parse_ecr_uri
from ._references import parse_reference

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: Image, two formats (documented); the effect of a combination is unknown (inferred)",)
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
    """Yield each image in private ECR with both a tag and a digest."""
    for path, image in all_images(doc):
        name, tag, digest = parse_reference(image)
        if tag and digest and parse_ecr_uri(image):
            message = "the image URI has both a tag and a digest"
            yield path, message, f"use {name}@{digest}"
