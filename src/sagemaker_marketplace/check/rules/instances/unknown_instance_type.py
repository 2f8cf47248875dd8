"""Every instance type must be one the API takes at that place.

SageMaker has three lists: for training, for batch transform and for real-time endpoints. A type of one list is often
missing in another: `ml.c5.large` serves endpoints, but neither trains nor transforms; Graviton types serve endpoints
only. The create call refuses a type that is not in the list of its place.

The lists are those of the SDK this program was built with, and they grow. Once they are two months old, an SDK of the
day may know what they don't, and this is but a warning. A type so new that it is missing here can be let through with
`ignore: [unknown-instance-type]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import NAMES, Instance, listed, offered, resources, usable

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
# The lists are those of the newest SDK on their day. 80 training types came in the half year before 2026-11, so that
# after two months some 25 may be missing here.
AGES = {"instance-types": 60}
SOURCES = ("service model: TrainingInstanceType, TransformInstanceType, ProductionVariantInstanceType (documented)",)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.c5.large, ml.t2.medium]
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedTrainingInstanceTypes:
      - ml.m5.large
      - ml.m6g.large   # <- here
  InferenceSpecification:
    SupportedTransformInstanceTypes:
      - ml.c5.large   # <- here
      - m5.large   # <- here
    SupportedRealtimeInferenceInstanceTypes:
      - ml.c5.large
      - ml.m5.huge   # <- here
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.t2.medium   # <- here
        TransformJobDefinition:
          TransformResources:
            InstanceType: cheapest   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each type that the API doesn't take at its place."""
    for instance in listed(doc):
        if instance.type not in facts.types(instance.use):
            yield instance.path, _message(instance, facts), _hint(doc, facts, instance)
    for job in resources(doc):
        for instance in job.instances:
            if instance.type not in facts.types(instance.use):
                types = offered(doc, facts, job, instance)
                other = closest_match(instance.type, types) or "".join(types[:1])
                hint = f"validate on {other}" if other else _hint(doc, facts, instance)
                yield instance.path, _message(instance, facts), hint


def _message(instance: Instance, facts: Facts) -> str:
    name, wanted = instance.type, NAMES[instance.use]
    elsewhere = " and ".join(NAMES[use] for use in facts.uses(name))
    if elsewhere:
        return f"{name} exists for {elsewhere}, not for {wanted}"
    return f'"{name}" is no instance type the API knows for {wanted}'


def _hint(doc: Document, facts: Facts, instance: Instance) -> str:
    name, types = instance.type, facts.types(instance.use)
    if facts.uses(name):
        family = [other for other in types if other.startswith(name.rpartition(".")[0] + ".")]
        fine = usable(doc, facts, instance.use, family)
        return f"of its family take {', '.join(fine)}" if fine else "take a type of another family"
    near = f"ml.{name}" if f"ml.{name}" in types else closest_match(name, types)
    if near and not usable(doc, facts, instance.use, [near]):
        return f"take a type of another family: {near}, which may be meant, should not be offered"
    return f"did you mean {near}?" if near else "a type is written like ml.m5.xlarge"
