"""ml.p2 and ml.p3 types should not be offered: the API still takes them, but no Region seems to have them.

No Region in the recorded EC2 offerings has these families any more, while SageMaker's price page still sold ml.p3 in
June 2025. A product that lists them has to price them, and a validation on them probably fails. One finding stands for
all such types of a list.

Remove them. ml.g4dn, ml.g5 and ml.g6 types are GPU types to offer instead.
"""

from __future__ import annotations

from . import listed, some, validating

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from ...core.paths import Path
    from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("EC2 DescribeInstanceTypeOfferings as recorded in moto 5.2.1, May 2026: in no Region (seen)",)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.g4dn.xlarge, ml.m5.large]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes:   # <- here
      - ml.m5.large
      - ml.p2.xlarge
      - ml.p3.2xlarge
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformResources:
            InstanceType: ml.p2.xlarge   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list, and each validation type, with types of retired families."""
    found: dict[Path, list[str]] = {}
    for path, instance_type, _ in (*listed(doc), *validating(doc)):
        if facts.retired(instance_type):
            place = path[:-1] if isinstance(path[-1], int) else path
            found.setdefault(place, []).append(instance_type)
    for place, types in found.items():
        message = f"{some(types)}: of a retired family, in no Region as far as recorded"
        yield place, message, "offer ml.g4dn, ml.g5 or ml.g6 types instead"
