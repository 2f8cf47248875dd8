"""A product for Inferentia or Trainium should list a batch transform type that runs the same image.

A model compiled for Inferentia or Trainium runs neither on other processors nor on another generation. `ml.inf1` is the
first generation, `ml.inf2` and `ml.trn1` are the second and `ml.trn2` is the third. The validation is a batch transform
job, which supports only the second generation, so an image for `ml.inf1` alone can't be validated. That an image runs
on no other types is inferred from the list of real-time types.

Compile the model for Inferentia 2, and list `ml.inf2` or `ml.trn1` types for both uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....facts.facts import NEURON, REALTIME, TRANSFORM, Facts
from ....manifest.document import Document
from .. import Result
from . import type_lists, usable_types

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
# The generation of the cores by family; each family that is not listed is a separate generation.
_CORES = {"inf1": "v1", "inf2": "v2", "trn1": "v2", "trn1n": "v2", "trn2": "v3"}
_BATCH_TYPES = ["ml.inf2.xlarge", "ml.trn1.2xlarge"]


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each real-time list with only Neuron types if the batch list has none of their generation."""
    batch = {type_list.path[:-1]: type_list for type_list in type_lists(doc) if type_list.use == TRANSFORM}
    for type_list in type_lists(doc):
        batch_list = batch.get(type_list.path[:-1])
        cores = _cores(facts, type_list.types.values())
        batch_cores = _cores(facts, batch_list.types.values()) if batch_list else set()
        if type_list.use == REALTIME and cores and None not in cores and not cores & batch_cores:
            message = "all real-time types are Inferentia or Trainium, but no batch transform type runs their models"
            related = ((batch_list.path, "batch transform types"),) if batch_list else ()
            yield type_list.path, message, _hint(doc, facts, cores), related


def _cores(facts: Facts, types: Iterable[str]) -> set[str | None]:
    families = {name.split(".")[1] if facts.accelerator(name) == NEURON else None for name in types}
    return {family and _CORES.get(family, family) for family in families}


def _hint(doc: Document, facts: Facts, cores: set[str | None]) -> str:
    suggested = usable_types(doc, facts, TRANSFORM, _BATCH_TYPES)
    if not suggested:
        return f"use another Region: {doc.region} has no such type for batch transform"
    if "v2" in cores:
        return f"add {suggested[0]} to SupportedTransformInstanceTypes"
    return f"compile the model for {suggested[0]} and add it to both lists"
