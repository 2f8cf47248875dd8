"""No Graviton type should be offered for real-time endpoints: the validated image is one for x86-64.

The validation always runs a batch transform, and an algorithm's also trains; neither has Graviton types. So the one
image of the product must be built for x86-64, and it does not start on a Graviton endpoint. An image for several
platforms is no way out: SageMaker refuses image indexes.

No page of AWS says this about Marketplace products; it follows from the three lists of types. So this is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import REALTIME, Facts
from ....manifest.document import Document
from .. import Result
from . import listed

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: no Graviton type in TransformInstanceType or TrainingInstanceType (documented)",
    "EC2 DescribeInstanceTypes as recorded in moto 5.2.1, May 2026: architectures (seen)",
    "aws/amazon-sagemaker-feedback#180: image indexes are refused (seen); the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large, ml.c7i.large]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedRealtimeInferenceInstanceTypes:
      - ml.m5.large
      - ml.c7g.large   # <- here
      - ml.r7gd.xlarge   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each arm64 type of the real-time lists."""
    for path, instance_type, use in listed(doc):
        if use == REALTIME and facts.architecture(instance_type) == "arm64":
            message = f"{instance_type} is arm64, the validation runs the same image on x86-64"
            yield path, message, "remove it, and offer types with Intel or AMD processors"
