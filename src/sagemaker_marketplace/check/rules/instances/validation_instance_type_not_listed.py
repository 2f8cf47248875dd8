"""The validation should run on a type the product supports.

A validation on a type that is not in the list of supported types shows that the product works on something buyers can't
choose. Whether the service refuses it is not documented: AWS's samples always validate on a listed type, AWS's Python
SDK refuses to train an algorithm on a type outside its list, and one published walkthrough does validate on a smaller
type than it lists. The conclusion is inferred, so this is a warning; take it as an error if you can.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import TRAINING, Facts
from ....manifest.document import Document
from ....manifest.paths import parse
from .. import Result
from . import NAMES, TRAINING_LIST, TRANSFORM_LIST, Instance, Resources, offered, resources, supported, usable

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: always a listed type (seen)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses other types for training (seen); the conclusion is inferred",
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
    """Yield each type of a validation job that the list for its use lacks; without a list there is nothing to say."""
    for job in resources(doc):
        for instance in job.instances:
            types = supported(doc, instance.use)
            if types and instance.type not in types:
                location = parse(TRAINING_LIST if instance.use == TRAINING else TRANSFORM_LIST)
                message = f"the validation runs on {instance.type}, which {location[-1]} does not list"
                hint = _hint(doc, facts, job, instance, str(location[-1]))
                yield instance.path, message, hint, ((location, "the supported types"),)


def _hint(doc: Document, facts: Facts, job: Resources, instance: Instance, name: str) -> str:
    ways = [f"validate on {other}" for other in offered(doc, facts, job, instance)[:1]]
    if usable(doc, facts, instance.use, [instance.type]):
        ways.append(f"add {instance.type} to {name}")
    region = f" in {doc.region}" if doc.region else ""
    return ", or ".join(ways) or f"list a type for {NAMES[instance.use]}{region} that suits the job, and validate on it"
