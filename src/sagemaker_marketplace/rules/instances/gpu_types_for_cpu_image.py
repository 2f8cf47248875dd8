"""An image that says it is for CPUs gains nothing from GPU types.

Buyers choose among the types a product lists and pay for what they choose. On a GPU type such an image leaves the GPU
idle. AWS's samples advise to list only types the image can make use of. The name of an image is a hint, so this is
advice. One finding stands for all such types of a list.

Remove the GPU types, or rename the image if it does use them.
"""

from __future__ import annotations

from ...core.facts import GPU
from . import offers, some
from ._images import CPU, says

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

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
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list with GPU types whose image says cpu."""
    for path, types, _ in offers(doc):
        image = says(doc, path)
        useless = [name for name in types.values() if facts.accelerator(name) == GPU]
        if image is not None and image.word == CPU and useless:
            message = f"the image's name says cpu, so the GPU of {some(useless)} may be idle"
            yield path, message, "remove these types, or rename the image", ((image.path, "the image"),)
