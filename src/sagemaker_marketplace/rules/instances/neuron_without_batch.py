"""A product for Inferentia needs a type for batch transform that runs the same image.

A model compiled for Inferentia or Trainium does not run on other processors. The validation is a batch transform, and
buyers can run one too, but batch transform has no `ml.inf1` types: an image for these alone can't be validated. That
an image runs nowhere else is inferred from the list of real-time types, so this is a warning.

Compile for Inferentia 2, and offer `ml.inf2` or `ml.trn1` types for both uses.
"""

from __future__ import annotations

from ...core.facts import NEURON, REALTIME, TRANSFORM
from . import offers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result
    from . import Offer

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInstanceType has ml.inf2 and ml.trn1, not ml.inf1 (documented)",
    "EC2 DescribeInstanceTypes as recorded in moto 5.2.1, May 2026: accelerators (seen); the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.inf2.xlarge]
    SupportedRealtimeInferenceInstanceTypes: [ml.inf1.xlarge, ml.inf2.xlarge]
""",
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.inf1.xlarge, ml.inf1.2xlarge]   # <- here
""",
    """
spec:
  InferenceSpecification:
    SupportedRealtimeInferenceInstanceTypes: [ml.inf1.xlarge]   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each real-time list of Neuron types alone, beside a batch list without any."""
    batch = {offer.path[:-1]: offer for offer in offers(doc) if offer.use == TRANSFORM}
    for offer in offers(doc):
        beside = batch.get(offer.path[:-1])
        neuron_batch = beside is not None and any(_neuron(beside, facts))
        if offer.use == REALTIME and offer.types and not neuron_batch and all(_neuron(offer, facts)):
            message = "all real-time types are Inferentia or Trainium, no type for batch transform is"
            hint = "add ml.inf2.xlarge to both lists, with an image and a model compiled for it"
            yield offer.path, message, hint, ((beside.path, "the types for batch transform"),) if beside else ()


def _neuron(offer: Offer, facts: Facts) -> Iterator[bool]:
    return (facts.accelerator(name) == NEURON for name in offer.types.values())
