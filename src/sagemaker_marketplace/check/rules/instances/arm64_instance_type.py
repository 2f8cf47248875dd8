"""Instance types for real-time endpoints should be x86-64, not Graviton.

The validation always runs a batch transform job, and for an algorithm also a training job. Neither supports Graviton
types. Therefore the image of the product must be built for x86-64, and does not start on a Graviton endpoint.
Multi-platform images do not help, because SageMaker rejects image indexes.

AWS does not document this for Marketplace products. It follows from the three lists of types.

List types with Intel or AMD processors instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import REALTIME, Facts
from ....manifest.document import Document
from .. import Result
from . import listed_instances

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: no Graviton type in TransformInstanceType or TrainingInstanceType (documented)",
    "EC2 DescribeInstanceTypes as recorded in moto 5.2.1, May 2026: architectures (seen)",
    "aws/amazon-sagemaker-feedback#180: image indexes are rejected (seen); the conclusion is inferred",
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
    """Yield each arm64 type in the real-time lists."""
    for path, instance_type, use in listed_instances(doc):
        if use == REALTIME and facts.architecture(instance_type) == "arm64":
            message = f"{instance_type} is arm64, but the validation runs the same image on x86-64"
            yield path, message, "remove it and list types with Intel or AMD processors"
