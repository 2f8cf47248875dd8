"""ml.p2 and ml.p3 types should not be offered: the API still takes them, but no Region seems to have them.

No Region in the recorded EC2 offerings has these families any more, while SageMaker's price page still sold ml.p3 in
June 2025. A product that lists them has to price them, and a validation on them probably fails. One finding stands for
all such types of a list.

Remove them. ml.g4dn, ml.g5 and ml.g6 types are GPU types to offer instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import TRAINING, Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import listed, offered, resources, some, usable

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
_INSTEAD = ("ml.g4dn", "ml.g5", "ml.g6")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list, and each validation type, with types of retired families."""
    found: dict[Path, list[str]] = {}
    for path, instance_type, _ in listed(doc):
        if facts.retired(instance_type):
            found.setdefault(path[:-1], []).append(instance_type)
    for location, types in found.items():
        yield location, _message(types), f"offer {_instead(doc, facts)} types instead"
    for job in resources(doc):
        for instance in job.instances:
            if facts.retired(instance.type):
                types = offered(doc, facts, job, instance)
                instead = f"list {_instead(doc, facts)} types, and validate on one"
                yield instance.path, _message([instance.type]), f"validate on {types[0]}" if types else instead


def _message(types: list[str]) -> str:
    return f"{some(types)}: of a retired family, in no Region as far as recorded"


def _instead(doc: Document, facts: Facts) -> str:
    sizes = usable(doc, facts, TRAINING, [f"{family}.xlarge" for family in _INSTEAD])
    families = [size.removesuffix(".xlarge") for size in sizes]
    return " or ".join(filter(None, (", ".join(families[:-1]), *families[-1:]))) or "other"
