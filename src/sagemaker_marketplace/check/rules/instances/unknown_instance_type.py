"""Every instance type must be valid for its use.

SageMaker has three lists of types: for training, for batch transform and for real-time endpoints. A type in one list
can be missing in another. For example, `ml.c5.large` supports only endpoints, and so do Graviton types. The API rejects
types that are not in the list for their use.

The lists come from the AWS SDK version with which this program was built, and they grow. Once they are two months old,
this finding becomes a warning. For a new type that is missing here, add `ignore: [unknown-instance-type]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import NAMES, Instance, job_resources, listed_instances, suitable_types, usable_types

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
# 80 training types were added in the six months before 2026-11, so about 25 might be missing after two months.
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
    """Yield each type that is not valid for its use."""
    for instance in listed_instances(doc):
        if instance.type not in facts.types(instance.use):
            yield instance.path, _message(instance, facts), _hint(doc, facts, instance)
    for job in job_resources(doc):
        for instance in job.instances:
            if instance.type not in facts.types(instance.use):
                types = suitable_types(doc, facts, job, instance)
                other = closest_match(instance.type, types) or "".join(types[:1])
                hint = f"validate on {other}" if other else _hint(doc, facts, instance)
                yield instance.path, _message(instance, facts), hint


def _message(instance: Instance, facts: Facts) -> str:
    name, use_name = instance.type, NAMES[instance.use]
    elsewhere = " and ".join(NAMES[use] for use in facts.uses(name))
    if elsewhere:
        return f"{name} is valid for {elsewhere}, not for {use_name}"
    return f'invalid instance type for {use_name}: "{name}"'


def _hint(doc: Document, facts: Facts, instance: Instance) -> str:
    name, types = instance.type, facts.types(instance.use)
    if facts.uses(name):
        family = [other for other in types if other.startswith(name.rpartition(".")[0] + ".")]
        valid = usable_types(doc, facts, instance.use, family)
        return f"use another type of its family: {', '.join(valid)}" if valid else "use a type of another family"
    near = similar_type(name, types)
    if near and not usable_types(doc, facts, instance.use, [near]):
        if _family(near) == _family(name):
            return f"use a type of another family, because {near} is not recommended either"
        near = closest_match(name, usable_types(doc, facts, instance.use, _same_class(name, types)))
    return f"did you mean {near}?" if near else "use a type such as ml.m5.xlarge"


def similar_type(name: str, types: list[str]) -> str | None:
    """Return the type that an unknown name probably means: an EC2 type without the prefix, or a misspelt type."""
    return f"ml.{name}" if f"ml.{name}" in types else closest_match(name, _same_class(name, types))


def _family(name: str) -> str:
    return name.removeprefix("ml.").partition(".")[0]


def _same_class(name: str, types: list[str]) -> list[str]:
    """Return the types whose family starts with the same letters (the p of ml.p5), all types if there are none."""
    letters = re.match(r"ml\.[a-z]+(?=[0-9])", name)
    return [other for other in types if letters and re.match(rf"{re.escape(letters[0])}[0-9]", other)] or types
