"""The validation should run on a type the product supports.

A validation on a type that is not in the list of supported types shows that the product works on something buyers can't
choose. Whether the service refuses it is not documented: AWS's samples always validate on a listed type, AWS's Python
SDK refuses to train an algorithm on a type outside its list, and one published walkthrough does validate on a smaller
type than it lists. The conclusion is inferred, so this is a warning; take it as an error if you can.
"""

from __future__ import annotations

from ...core.facts import TRAINING
from ...core.paths import parse
from . import TRAINING_LIST, TRANSFORM_LIST, validating

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

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
    lists = {place: [value for _, value in doc.texts(place + ".*")] for place in (TRAINING_LIST, TRANSFORM_LIST)}
    for path, instance_type, use in validating(doc):
        place = TRAINING_LIST if use == TRAINING else TRANSFORM_LIST
        supported = lists[place]
        if supported and instance_type not in supported:
            name = place.rpartition(".")[2]
            message = f"the validation runs on {instance_type}, which {name} does not list"
            hint = f"validate on {supported[0]}, or add {instance_type} to {name}"
            yield path, message, hint, ((parse(place), "the supported types"),)
