"""Retired instance types, such as ml.p2 and ml.p3, should not be used.

The API still accepts them. The recorded EC2 offerings have these families in no Region, while SageMaker's price page
still listed ml.p3 in June 2025. A product that lists them has to price them, and a validation on them probably fails.
There is one finding for each list.

Remove them, and list GPU types such as ml.g4dn, ml.g5 and ml.g6 instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import TRAINING, Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import job_resources, listed_instances, shorten, suitable_types, usable_types

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
_REPLACEMENTS = ("ml.g4dn", "ml.g5", "ml.g6")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list with retired types, and each validation job on one."""
    retired: dict[Path, list[str]] = {}
    for path, instance_type, _ in listed_instances(doc):
        if facts.retired(instance_type):
            retired.setdefault(path[:-1], []).append(instance_type)
    for location, types in retired.items():
        yield location, _message(types), f"list {_replacements(doc, facts)} types instead"
    for job in job_resources(doc):
        for instance in job.instances:
            if facts.retired(instance.type):
                types = suitable_types(doc, facts, job, instance)
                other = f"list {_replacements(doc, facts)} types and validate on one of them"
                yield instance.path, _message([instance.type]), f"validate on {types[0]}" if types else other


def _message(types: list[str]) -> str:
    return f"retired types are not available in any known Region: {shorten(types)}"


def _replacements(doc: Document, facts: Facts) -> str:
    sizes = usable_types(doc, facts, TRAINING, [f"{family}.xlarge" for family in _REPLACEMENTS])
    families = [size.removesuffix(".xlarge") for size in sizes]
    return " or ".join(filter(None, (", ".join(families[:-1]), *families[-1:]))) or "other"
