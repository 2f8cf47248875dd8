"""An image named for GPUs should be offered only on GPU types.

Such an image often fails at startup or is too slow on a type without a GPU, and buyers who choose one find out after
they paid. The name of an image is only an indication; the tag and the last word of the repository count. There is one
finding for each image.

List only types that you have tested.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, NO_ACCELERATOR, Facts
from ....manifest.document import Document
from .. import Result
from . import shorten
from ._images import mismatches

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: only types that the image can use (seen)",
    "image names are a convention; the conclusion is inferred",
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
    """Yield each image named for GPUs that is listed with types without an accelerator."""
    for _, first, types, related in mismatches(doc, facts, (GPU,), (NO_ACCELERATOR,)):
        message = f"the image name indicates GPU, but types without a GPU are listed: {shorten(types)}"
        yield first[:-1], message, "remove types that you have not tested, or rename the image", related
