"""A model package must have an `InferenceSpecification`, a `SourceAlgorithmSpecification` or a `SourceUri`.

`InferenceSpecification` contains the image and the model artifacts. `SourceAlgorithmSpecification` contains an
algorithm and the artifacts of one of its training jobs. `SourceUri` names a model that is registered elsewhere.

Add `InferenceSpecification` with one container, unless the model was trained with your own algorithm.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import request_of

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "SageMaker API reference, CreateModelPackage: provide values for one or the other (documented)",
    "service model: SourceUri, the source of the model package (documented)",
)
GOOD = (
    "spec: {InferenceSpecification: {}}",
    "spec: {SourceAlgorithmSpecification: {}}",
    "spec: {SourceUri: s3://seller-models/churn/}",
)
BAD = (
    """
spec:   # <- here
  ModelPackageName: churn-1-0
""",
)
_SOURCES = {"InferenceSpecification", "SourceAlgorithmSpecification", "SourceUri"}


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the missing specification."""
    spec = request_of(doc)
    if spec is not None and not _SOURCES & set(spec):
        message = "InferenceSpecification or SourceAlgorithmSpecification is required"
        yield ("spec", "InferenceSpecification"), message, "add InferenceSpecification with the image of the model"
