"""An image that says it is for GPUs may not run on types without one.

Such an image often fails at its start where there is no GPU, or is too slow to be of use. A buyer who chooses one of
these types finds out after paying for it. The name of an image is a hint, so this is advice. What counts is the tag,
and the last word of the repository. One finding stands for all such types of an image.

List only types you have tested.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, NO_ACCELERATOR, Facts
from ....manifest.document import Document
from .. import Result
from . import some
from ._images import misfits

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: only types the image can make use of (seen)",
    "the naming of images is a convention; the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0-gpu
    SupportedTransformInstanceTypes: [ml.g5.xlarge]
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
    SupportedTransformInstanceTypes: [ml.m5.large, ml.g5.xlarge]
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/gpu-price-forecast:1.0
    SupportedTransformInstanceTypes: [ml.m5.large]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0-cu121
    SupportedTransformInstanceTypes: [ml.m5.large, ml.c5.xlarge, ml.g5.2xlarge]   # <- here
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large, ml.g5.2xlarge]
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image that says gpu and has types without accelerator."""
    for _, first, types, related in misfits(doc, facts, (GPU,), (NO_ACCELERATOR,)):
        message = f"the image's name says gpu, but types without one are listed: {some(types)}"
        yield first[:-1], message, "remove what you have not tested, or rename the image", related
