"""ml.m4 and ml.c4 types are of a generation that is going out.

The API takes them and most Regions have them. But some Regions that products are published from never got them, so
that buyers there can't use what they are offered, and newer families have long taken their place. One finding stands
for all such types of a list. `ml.p2` and `ml.p3` have a rule of their own: these are gone.

Offer `ml.m5`, `ml.c5` or newer types of the same size. Beside these a few old types do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import offers, some

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "EC2 DescribeInstanceTypeOfferings as recorded in moto 5.2.1, May 2026: missing in some publishing Regions (seen)",
)
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
    """Yield each list with types of a previous generation."""
    for path, types, _ in offers(doc):
        old = [name for name in types.values() if facts.previous_generation(name)]
        if old:
            message = f"{some(old)}: of a previous generation that some Regions never got"
            yield path, message, "offer ml.m5, ml.c5 or newer types instead"
