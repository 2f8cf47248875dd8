"""An image should have a version tag or a digest, not the tag `latest`.

`latest`, which is also the default if the tag is missing, is mutable: it refers to the last image pushed. Two runs of
the same release can then certify different images. AWS accepts `latest` and uses it in its samples. An image without a
tag, which the API reference allows, was rejected as invalid in 2018. An `ImageDigest` also pins the image.

Push the image with the release version as its tag, for example `:${VERSION}`, or use `@sha256:` with the digest that
`docker push` prints.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import parse_ecr_uri
from ._references import images_with_digests, parse_reference

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: `latest` is accepted (seen)",
    "error of CreateModel for an image without a tag, aws/amazon-sagemaker-examples#195 and #197, 2018 (seen)",
    "that a product should be reproducible is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:latest
        ImageDigest: sha256:0000000000000000000000000000000000000000000000000000000000000000
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:latest   # <- here
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/churn   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image in private ECR without a digest whose tag is latest or missing."""
    for path, image, _, digest_field in images_with_digests(doc):
        if digest_field is not None or parse_ecr_uri(image) is None:
            continue
        name, tag, digest = parse_reference(image)
        if digest is None and tag in (None, "latest"):
            message = 'the tag "latest" is mutable' if tag else 'without a tag, the mutable tag "latest" is used'
            yield path, message, f"use a version tag, {name}:<version>, or a digest, {name}@sha256:<digest>"
