"""A product without any CPU type is dear to try.

Nothing asks for a CPU type. But every hour on a GPU type costs several times as much, for the validation and for a
buyer who only wants to see whether the product fits. If the image can do without a GPU, one CPU type in the list brings
more buyers.

If it can't, there is nothing to do: ignore this advice, or let the image's name say `gpu`. A product for Inferentia and
Trainium alone is not meant: its image runs on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import NEURON, NO_ACCELERATOR, UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from . import TRANSFORM_LIST, offers
from ._images import says

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker prices of June 2025: types with accelerators cost several times as much (seen)",
    "that it brings buyers is inferred",
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
    """Yield the list for batch transform if neither it nor the real-time list has a type without accelerator."""
    for path, entries in doc.at(TRANSFORM_LIST):
        types = [name for offer in offers(doc) if offer.path[:-1] == path[:-1] for name in offer.types.values()]
        accelerators = {facts.accelerator(name) for name in types}
        dear = accelerators.isdisjoint((NO_ACCELERATOR, UNKNOWN)) and accelerators != {NEURON}
        if entries and types and dear and says(doc, path) is None:
            message = "every type has an accelerator: trying the product is dear"
            yield path, message, "add a CPU type such as ml.m5.xlarge, if the image runs on it"
