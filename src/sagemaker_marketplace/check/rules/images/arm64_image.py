"""An image named after arm64 will probably not start: validation jobs run on x86-64.

No instance type for training or batch transform has a Graviton processor, so the image that is validated must be built
for x86-64. A name with `arm64`, `aarch64` or `graviton` in it says that this one is not; an image built on a laptop
with an Apple processor is one, too, whatever it is called. A name is no proof, so this is a warning.

Build with `--platform linux/amd64` and push that.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import in_ecr

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: no Graviton type in TransformInstanceType or TrainingInstanceType (documented)",
    "that the name tells the architecture is inferred",
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


_NAMES = ("arm64", "arm64v8", "aarch64", "graviton")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image whose repository or tag has a word for arm64 in it."""
    for path, image in in_ecr(doc):
        words = "".join(letter if letter.isalnum() else " " for letter in image.rest.partition("@")[0]).split()
        found = next((name for name in _NAMES if name in words), None)
        if found:
            message = f"the image is named after {found}, validation jobs run on x86-64"
            yield path, message, "build it with --platform linux/amd64"
