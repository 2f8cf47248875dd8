"""`ImageDigest` should match the digest in the image URI.

A URI with `@sha256:…` already identifies the image. If `ImageDigest` (or `TrainingImageDigest`) has another digest, one
of the two is probably left over from an earlier release. Which one the service uses is not documented.

Keep the digest in the URI and remove the other field, or use the same digest in both.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ._references import images_with_digests, parse_reference

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: ImageDigest identifies the image (documented); the effect of a mismatch is inferred",)
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
    """Yield each digest field that differs from the digest in the URI."""
    for path, image, digest_path, value in images_with_digests(doc):
        digest = parse_reference(image).digest
        if digest and value and digest.lower() != value.lower():
            message = f"{digest_path[-1]} does not match the digest in {path[-1]}"
            hint = f"remove this line, or use {digest}"
            yield digest_path, message, hint, ((path, "the digest in the URI"),)
