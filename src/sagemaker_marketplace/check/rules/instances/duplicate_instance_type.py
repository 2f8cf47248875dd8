"""An instance type needs to stand in a list only once.

The create call does not seem to mind, but a type that stands twice is mostly a slip of copying: another size was meant,
and the product lacks it. AWS Marketplace makes one price dimension of it either way.

Remove the second one, or write the type that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import offers

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace API reference, update-pricing-terms: one dimension for each type and use (documented)",
    "that a repeated type is a slip (inferred)",
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
    """Yield each type that its list already has."""
    for location, types, _ in offers(doc):
        seen: dict[str, Path] = {}
        for index, name in types.items():
            path = (*location, index)
            if name in seen:
                message, hint = f"{name} stands in {location[-1]} twice", "remove this one, or write the type you meant"
                yield path, message, hint, ((seen[name], "the first one"),), ("remove", path)
            seen.setdefault(name, path)
