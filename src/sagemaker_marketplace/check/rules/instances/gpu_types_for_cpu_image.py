"""An image that says it is for CPUs gains nothing from GPU types.

Buyers choose among the types a product lists and pay for what they choose. On a GPU type such an image leaves the GPU
idle. AWS's samples advise to list only types the image can make use of. The name of an image is a hint, so this is
advice. What counts is the tag, and the last word of the repository. One finding stands for all such types of an image.

Remove the GPU types, or rename the image if it does use them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, Facts
from ....manifest.document import Document
from .. import Result
from . import some
from ._images import CPU, misfits

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: no GPU types for CPU models (seen)",
    "the naming of images is a convention; the conclusion is inferred",
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
    """Yield each image that says cpu and has GPU types."""
    for _, first, types, related in misfits(doc, facts, (CPU,), (GPU,)):
        message = f"the image's name says cpu, so the GPU of {some(types)} may be idle"
        yield first[:-1], message, "remove these types, or rename the image", related
