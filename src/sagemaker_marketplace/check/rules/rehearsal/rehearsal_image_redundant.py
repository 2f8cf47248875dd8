"""The images of a rehearsal should differ from those that they replace.

`rehearsal.image` replaces the container's `Image` by one that the workflow has built, and `rehearsal.training.image`
replaces `TrainingImage`. The same image has no effect. If `TrainingImage` is the container's `Image`, `rehearsal.image`
replaces both, and the same image in `rehearsal.training.image` has no effect.

Use the local name of the image, or remove the field to rehearse the image in Amazon ECR.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import IMAGE, TRAINING_IMAGE, shares_image
from .. import Result
from . import CONTAINER, block, training_block

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("docs/reference/rehearsal.md: without the field, a rehearsal uses the container's Image (documented)",)
GOOD = (
    """
rehearsal: {image: churn-scorer:dev}
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn-scorer:1
""",
    """
rehearsal: {image: demand:dev, training: {image: demand:dev}}
spec:
  TrainingSpecification: {TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/demand-train:1}
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/demand-serve:1
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
    """
rehearsal:
  training:
    image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/demand-train:1   # <- here
spec:
  TrainingSpecification: {TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/demand-train:1}
""",
    """
rehearsal:
  image: demand:dev
  training:
    image: demand:dev   # <- here
spec:
  TrainingSpecification: {TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/demand:1}
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/demand:1
""",
)
_LOCAL = "remove it, or use the local name of the image"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image that is the one it replaces, and a training image that is replaced anyway."""
    image, training_image = block(doc).get("image"), training_block(doc).get("image")
    for path, other in doc.strings(f"{CONTAINER}.Image"):
        if image == other:
            yield IMAGE, "the rehearsal's image is the container's Image", _LOCAL, ((path, "Image"),)
    for path, other in doc.strings("spec.TrainingSpecification.TrainingImage"):
        if training_image == other:
            yield TRAINING_IMAGE, "the rehearsal's training image is TrainingImage", _LOCAL, ((path, "TrainingImage"),)
        elif training_image is not None and training_image == image and shares_image(doc):
            message = "rehearsal.image replaces TrainingImage, too: it is the container's Image"
            yield TRAINING_IMAGE, message, "remove it", ((IMAGE, "rehearsal.image"),)
