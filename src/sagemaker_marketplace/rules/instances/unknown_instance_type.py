"""Every instance type must be one the API takes at that place.

SageMaker has three lists: for training, for batch transform and for real-time endpoints. A type of one list is often
missing in another: `ml.c5.large` serves endpoints, but neither trains nor transforms; Graviton types serve endpoints
only. The create call refuses a type that is not in the list of its place.

The lists are those of the SDK this program was built with, and they grow. A type so new that it is missing here can be
let through with `ignore: [unknown-instance-type]`.
"""

from __future__ import annotations

from ...core.schema import nearest
from . import NAMES, listed, validating

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result
    from . import Instance

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
# 80 training types were added in the half year before 2026-11: what is older may not know what AWS knows.
AGES = {"instance-types": 180}
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
    for instance in (*listed(doc), *validating(doc)):
        if instance.type not in facts.types(instance.use):
            yield (instance.path, *_words(instance, facts))


def _words(instance: Instance, facts: Facts) -> tuple[str, str]:
    name, wanted, types = instance.type, NAMES[instance.use], facts.types(instance.use)
    elsewhere = " and ".join(NAMES[use] for use in facts.uses(name))
    if elsewhere:
        family = [other for other in types if other.startswith(name.rpartition(".")[0] + ".")]
        hint = f"of its family take {', '.join(family)}" if family else "take a type of another family"
        return f"{name} exists for {elsewhere}, not for {wanted}", hint
    near = f"ml.{name}" if f"ml.{name}" in types else nearest(name, types)
    hint = f"did you mean {near}?" if near else "a type is written like ml.m5.xlarge"
    return f'"{name}" is no instance type the API knows for {wanted}', hint
