"""The validation should use an instance type that the product supports.

A validation on a type that is not in the list of supported types tests the product on a type that buyers can't choose.
Whether the service rejects it is not documented. AWS's samples always validate on a listed type, and AWS's Python SDK
does not train an algorithm on other types. One published walkthrough does validate on a smaller type.

Validate on a listed type, or add the type to the list.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import TRAINING, Facts
from ....manifest.document import Document
from ....manifest.paths import parse
from ....manifest.suggestions import closest_match
from .. import Result
from . import (
    NAMES,
    TRAINING_LIST,
    TRANSFORM_LIST,
    Instance,
    JobResources,
    job_resources,
    suitable_types,
    supported_types,
    usable_types,
)

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: always a listed type (seen)",
    "aws/sagemaker-python-sdk, algorithm.py: rejects other types for training (seen); the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large, ml.m5.xlarge]
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition: {TransformResources: {InstanceType: ml.m5.xlarge}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedTrainingInstanceTypes: [ml.m5.large]
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.g5.2xlarge]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.m5.xlarge   # <- here
        TransformJobDefinition:
          TransformResources:
            InstanceType: ml.g5.xlarge   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each type of a validation job that is not in the list for its use, if there is a list."""
    for job in job_resources(doc):
        for instance in job.instances:
            types = supported_types(doc, instance.use)
            known = facts.types(instance.use)
            misspelt = [name for name in types if name not in known]
            is_misspelt = closest_match(f"ml.{instance.type.removeprefix('ml.')}", known) in types and (
                instance.type not in known
            )
            is_misspelt = is_misspelt or any(closest_match(name, known) == instance.type for name in misspelt)
            if types and instance.type not in types and not is_misspelt:
                location = parse(TRAINING_LIST if instance.use == TRAINING else TRANSFORM_LIST)
                message = f"the validation uses {instance.type}, which is not in {location[-1]}"
                hint = _hint(doc, facts, job, instance, str(location[-1]))
                yield instance.path, message, hint, ((location, "supported types"),)


def _hint(doc: Document, facts: Facts, job: JobResources, instance: Instance, name: str) -> str:
    options = [f"validate on {other}" for other in suitable_types(doc, facts, job, instance)[:1]]
    if usable_types(doc, facts, instance.use, [instance.type]):
        options.append(f"add {instance.type} to {name}")
    region = f" in {doc.region}" if doc.region else ""
    return ", or ".join(options) or f"list a suitable type for {NAMES[instance.use]}{region} and validate on it"
