"""A product should offer at least one CPU type if its image runs on one.

A CPU type is not required. But GPU types cost several times as much per hour, for the validation and for buyers who
evaluate the product. If the image runs without a GPU, a CPU type attracts more buyers.

If the image needs a GPU, ignore this rule, or include `gpu` in the image name. The rule does not apply to products that
offer only Inferentia and Trainium types.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import NEURON, NO_ACCELERATOR, UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from . import TRANSFORM_LIST, type_lists
from ._images import processor_hint

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker prices of June 2025: types with accelerators cost several times as much (seen)",
    "that a CPU type attracts buyers is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.g5.xlarge]
    SupportedRealtimeInferenceInstanceTypes: [ml.g5.xlarge, ml.m5.xlarge]
""",
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
    SupportedTransformInstanceTypes: [ml.inf2.xlarge]
    SupportedRealtimeInferenceInstanceTypes: [ml.inf2.xlarge, ml.trn1.2xlarge]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.g5.xlarge]   # <- here
    SupportedRealtimeInferenceInstanceTypes: [ml.g5.xlarge, ml.g5.2xlarge]
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the batch transform list if neither it nor the real-time list has a type without accelerator."""
    for path, entries in doc.at(TRANSFORM_LIST):
        types = [
            name
            for type_list in type_lists(doc)
            if type_list.path[:-1] == path[:-1]
            for name in type_list.types.values()
        ]
        accelerators = {facts.accelerator(name) for name in types}
        only_accelerated = accelerators.isdisjoint((NO_ACCELERATOR, UNKNOWN)) and accelerators != {NEURON}
        if entries and types and only_accelerated and processor_hint(doc, path) is None:
            message = "only accelerated instance types are offered, so evaluating the product is expensive"
            yield path, message, "add a CPU type such as ml.m5.xlarge if the image runs on it"
