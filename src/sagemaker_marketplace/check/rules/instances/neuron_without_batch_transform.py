"""A product for Inferentia needs a type for batch transform that runs the same image.

A model compiled for Inferentia or Trainium does not run on other processors, nor on those of another generation: the
cores of `ml.inf1`, of `ml.inf2` and `ml.trn1`, and of `ml.trn2` are three. The validation is a batch transform, and
buyers can run one too, but batch transform has types of the middle generation only: an image for `ml.inf1` alone can't
be validated. That an image runs nowhere else is inferred from the list of real-time types, so this is a warning.

Compile for Inferentia 2, and offer `ml.inf2` or `ml.trn1` types for both uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....facts.facts import NEURON, REALTIME, TRANSFORM, Facts
from ....manifest.document import Document
from .. import Result
from . import offers, usable

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInstanceType has ml.inf2 and ml.trn1, neither ml.inf1 nor ml.trn2 (documented)",
    "AWS Neuron documentation: NeuronCore-v1 in Inf1, v2 in Inf2 and Trn1, v3 in Trn2 (documented)",
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
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.inf2.xlarge]
    SupportedRealtimeInferenceInstanceTypes: [ml.inf1.xlarge]   # <- here
""",
)
# The generation of the cores by family; one that is not here is a generation of its own.
_CORES = {"inf1": "v1", "inf2": "v2", "trn1": "v2", "trn1n": "v2", "trn2": "v3"}
_BATCH = ["ml.inf2.xlarge", "ml.trn1.2xlarge"]


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each real-time list of Neuron types alone, beside a batch list without any of their generations."""
    batch = {offer.path[:-1]: offer for offer in offers(doc) if offer.use == TRANSFORM}
    for offer in offers(doc):
        beside = batch.get(offer.path[:-1])
        cores = _cores(facts, offer.types.values())
        there = _cores(facts, beside.types.values()) if beside else set()
        if offer.use == REALTIME and cores and None not in cores and not cores & there:
            message = "all real-time types are Inferentia or Trainium, no type for batch transform runs their models"
            related = ((beside.path, "the types for batch transform"),) if beside else ()
            yield offer.path, message, _hint(doc, facts, cores), related


def _cores(facts: Facts, types: Iterable[str]) -> set[str | None]:
    families = {name.split(".")[1] if facts.accelerator(name) == NEURON else None for name in types}
    return {family and _CORES.get(family, family) for family in families}


def _hint(doc: Document, facts: Facts, cores: set[str | None]) -> str:
    offered = usable(doc, facts, TRANSFORM, _BATCH)
    if not offered:
        return f"publish from another Region: none for batch transform is recorded in {doc.region}"
    if "v2" in cores:
        return f"add {offered[0]} to SupportedTransformInstanceTypes"
    return f"compile image and model for {offered[0]} and offer it in both lists"
