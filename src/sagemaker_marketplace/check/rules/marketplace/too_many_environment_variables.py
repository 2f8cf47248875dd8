"""A container should get along with 16 variables: the sources disagree about more.

The service model takes up to 100 entries in `Environment`; the text beside it says 16. Which of the two the service
holds to is not known, so 17 to 100 entries are a warning, and only more than 100 are refused by the schema.

Put what never changes into the image (`ENV`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: EnvironmentMap, 100 at most, and its text, 16 at most (documented)",)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Environment: {A: 1, B: 2, C: 3}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
        Environment:   # <- here
          {A: 1, B: 1, C: 1, D: 1, E: 1, F: 1, G: 1, H: 1, I: 1, J: 1, K: 1, L: 1, M: 1, N: 1, O: 1, P: 1, Q: 1}
""",
)


SAFE, MOST = 16, 100
_PLACES = ("spec.InferenceSpecification", "spec.AdditionalInferenceSpecifications.*")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each map of variables that is larger than every source takes."""
    for location in _PLACES:
        for path, variables in doc.at(f"{location}.Containers.*.Environment"):
            if isinstance(variables, dict) and SAFE < len(variables) <= MOST:
                message = f"{len(variables)} variables: the service model takes {MOST}, its text says {SAFE}"
                yield path, message, f"keep to {SAFE} if you can"
