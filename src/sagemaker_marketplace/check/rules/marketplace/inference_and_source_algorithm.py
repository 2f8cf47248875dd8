"""A model package is made of containers or of an algorithm's model, not of both.

The API's reference offers `InferenceSpecification` and `SourceAlgorithmSpecification` as alternatives. What happens
with both is not documented, so this is a warning.

Keep `InferenceSpecification` if the image is yours, the other one if the package comes from an algorithm.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import spec_of

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = ("SageMaker API reference, CreateModelPackage: one or the other (documented); refusal of both is inferred",)
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
    """Yield the algorithm beside an inference specification."""
    spec = spec_of(doc) or {}
    if {"InferenceSpecification", "SourceAlgorithmSpecification"} <= set(spec):
        message = "InferenceSpecification and SourceAlgorithmSpecification are alternatives"
        yield ("spec", "SourceAlgorithmSpecification"), message, "keep the one the package is made of"
