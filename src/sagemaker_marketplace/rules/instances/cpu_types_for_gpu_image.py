"""An image that says it is for GPUs may not run on types without one.

Such an image often fails at its start where there is no GPU, or is too slow to be of use. A buyer who chooses one of
these types finds out after paying for it. The name of an image is a hint, so this is advice. One finding stands for all
such types of a list.

List only types you have tested.
"""

from __future__ import annotations

from ...core.facts import GPU, NO_ACCELERATOR
from . import offers, some
from ._images import says

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

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
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0-cu121
    SupportedTransformInstanceTypes: [ml.m5.large, ml.c5.xlarge, ml.g5.2xlarge]   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list with types without accelerator whose image says gpu."""
    for path, types, _ in offers(doc):
        image = says(doc, path)
        without = [name for name in types.values() if facts.accelerator(name) == NO_ACCELERATOR]
        if image is not None and image.word == GPU and without:
            message = f"the image's name says gpu, but types without one are listed: {some(without)}"
            yield path, message, "remove what you have not tested, or rename the image", ((image.path, "the image"),)
