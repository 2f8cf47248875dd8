"""A manifest with a `rehearsal` block should have a container.

A rehearsal runs the transform job with the container of `InferenceSpecification`. A package with
`SourceAlgorithmSpecification` gets its container from the algorithm in AWS, so that nothing can be rehearsed.

Move the block to the manifest of the algorithm.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import BLOCK
from .. import Result
from . import block

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: SourceAlgorithmSpecification, the package uses the algorithm's containers (documented)",
    "docs/reference/rehearsal.md: what is rehearsed (documented)",
)
GOOD = (
    """
rehearsal: {image: churn-scorer:dev}
spec:
  InferenceSpecification:
    Containers:
      - Image: churn
""",
)
BAD = (
    """
rehearsal:   # <- here
  image: churn-scorer:dev
spec:
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: churn
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the block of a package of an algorithm."""
    field = "SourceAlgorithmSpecification"
    if block(doc) and field in doc.spec and "InferenceSpecification" not in doc.spec:
        message = "the manifest has no container to rehearse"
        hint = "move the block to the manifest of the algorithm"
        yield (BLOCK,), message, hint, ((("spec", field), "the algorithm has the container"),)
