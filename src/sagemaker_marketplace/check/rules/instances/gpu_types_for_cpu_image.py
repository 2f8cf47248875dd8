"""An image named for CPUs should not be offered on GPU types.

Buyers choose from the types that a product lists, and pay for what they choose. On a GPU type, such an image leaves the
GPU idle. AWS's samples recommend listing only types that the image can use. The name of an image is only an indication;
the tag and the last word of the repository count. There is one finding for each image.

Remove the GPU types, or rename the image if it uses GPUs.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, Facts
from ....manifest.document import Document
from .. import Result
from . import shorten
from ._images import CPU, mismatches

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: no GPU types for CPU models (seen)",
    "image names are a convention; the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0-cpu
    SupportedTransformInstanceTypes: [ml.m5.large]
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
    SupportedTransformInstanceTypes: [ml.m5.large, ml.g5.xlarge]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn-cpu:1.0
    SupportedTransformInstanceTypes: [ml.m5.large, ml.g5.xlarge, ml.g5.2xlarge]   # <- here
    SupportedRealtimeInferenceInstanceTypes: [ml.g5.xlarge]
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image named for CPUs that is listed with GPU types."""
    for _, first, types, related in mismatches(doc, facts, (CPU,), (GPU,)):
        message = f"the image name indicates CPU, so the GPU of {shorten(types)} might be idle"
        yield first[:-1], message, "remove these types, or rename the image", related
