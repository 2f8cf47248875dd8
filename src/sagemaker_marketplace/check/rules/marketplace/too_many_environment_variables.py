"""A container should have at most 16 environment variables.

The service model allows up to 100 entries in `Environment`, but its documentation states 16. Which limit the service
applies is not known. This rule reports 17 to 100 entries, and the schema reports more than 100.

Put values that never change in the image with `ENV`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: EnvironmentMap, at most 100, and its documentation, at most 16 (documented)",)
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


DOCUMENTED_LIMIT, MODEL_LIMIT = 16, 100
_PATHS = ("spec.InferenceSpecification", "spec.AdditionalInferenceSpecifications.*")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each Environment with a size between the two limits."""
    for pattern in _PATHS:
        for path, variables in doc.at(f"{pattern}.Containers.*.Environment"):
            if isinstance(variables, dict) and DOCUMENTED_LIMIT < len(variables) <= MODEL_LIMIT:
                message = f"{len(variables)} environment variables, but the documented maximum is {DOCUMENTED_LIMIT}"
                yield path, message, f"use at most {DOCUMENTED_LIMIT} variables"
