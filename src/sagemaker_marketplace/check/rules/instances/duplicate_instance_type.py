"""An instance type should be listed only once.

CreateModelPackage seems to accept duplicates, but a duplicate is usually a copying mistake: another size was intended
and is missing. AWS Marketplace has one price dimension for the type in either case.

Remove the duplicate, or replace it with the intended type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import type_lists

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace API reference, update-pricing-terms: one dimension for each type and use (documented)",
    "that a duplicate type is a mistake (inferred)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large, ml.m5.xlarge]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes:
      - ml.m5.large
      - ml.m5.xlarge
      - ml.m5.large   # <- here
      - ml.m5.large   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each duplicate type in a list."""
    for location, types, _ in type_lists(doc):
        seen: dict[str, Path] = {}
        for index, name in types.items():
            path = (*location, index)
            if name in seen:
                message, hint = (
                    f"duplicate value {name} in {location[-1]}",
                    "remove it, or replace it with the intended type",
                )
                yield path, message, hint, ((seen[name], "first occurrence"),), ("remove", path)
            seen.setdefault(name, path)
