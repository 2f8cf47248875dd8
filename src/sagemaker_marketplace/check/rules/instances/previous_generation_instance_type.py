"""Instance types should be of the current generation, not ml.m4 or ml.c4.

The API accepts these types and most Regions have them. But some Regions that support publishing never had them, so
buyers there can't use them, and newer families have replaced them. There is one finding for each list.
`retired-instance-type` checks `ml.p2` and `ml.p3`.

List `ml.m5`, `ml.c5` or newer types of the same size. Previous-generation types in addition do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import shorten, type_lists

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("EC2 DescribeInstanceTypeOfferings as recorded in moto 5.2.1, May 2026: missing in some Regions (seen)",)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.xlarge, ml.c5.xlarge]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes:   # <- here
      - ml.m4.xlarge
      - ml.c4.xlarge
      - ml.m5.xlarge
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each list with previous-generation types."""
    for path, types, _ in type_lists(doc):
        old = [name for name in types.values() if facts.previous_generation(name)]
        if old:
            message = f"previous-generation types are not available in all Regions: {shorten(old)}"
            yield path, message, "list ml.m5, ml.c5 or newer types instead"
