"""Every image should be built for x86-64, because validation jobs run on x86-64.

No instance type for training or batch transform has a Graviton processor. An image with `arm64`, `aarch64` or
`graviton` in its name is probably built for Arm and does not start there. Images built on a computer with an Apple
processor are arm64 by default, whatever their name.

Build the image with `--platform linux/amd64` and push it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import ecr_images

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: no Graviton type in TransformInstanceType or TrainingInstanceType (documented)",
    "that the name indicates the architecture is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0-amd64
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0-arm64   # <- here
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/graviton/churn:1.0   # <- here
""",
)


_ARM64_WORDS = ("arm64", "arm64v8", "aarch64", "graviton")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image with a word for arm64 in its repository or tag."""
    for path, image in ecr_images(doc):
        words = "".join(letter if letter.isalnum() else " " for letter in image.rest.partition("@")[0]).split()
        arm64_word = next((word for word in _ARM64_WORDS if word in words), None)
        if arm64_word:
            message = f'the image name contains "{arm64_word}", but validation jobs run on x86-64'
            yield path, message, "build the image with --platform linux/amd64"
