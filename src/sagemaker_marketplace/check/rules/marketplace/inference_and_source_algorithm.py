"""A model package should not have both an inference specification and a source algorithm.

The API reference describes `InferenceSpecification` and `SourceAlgorithmSpecification` as alternatives. What happens
with both is not documented.

Keep `InferenceSpecification` if you use your own image, or `SourceAlgorithmSpecification` if the model comes from an
algorithm.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import request_of

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "SageMaker API reference, CreateModelPackage: one or the other (documented); that both are rejected is inferred",
)
GOOD = (
    "spec: {InferenceSpecification: {}}",
    "spec: {SourceAlgorithmSpecification: {}}",
)
BAD = (
    """
spec:
  InferenceSpecification: {}
  SourceAlgorithmSpecification: {}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the source algorithm if there is also an inference specification."""
    spec = request_of(doc) or {}
    if {"InferenceSpecification", "SourceAlgorithmSpecification"} <= set(spec):
        message = "InferenceSpecification and SourceAlgorithmSpecification are mutually exclusive"
        yield ("spec", "SourceAlgorithmSpecification"), message, "keep one of the two"
