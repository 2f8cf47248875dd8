"""A model package is made of containers or of an algorithm's model.

`InferenceSpecification` names the image and the model artifacts; `SourceAlgorithmSpecification` names an algorithm and
the artifacts of a training with it. With neither there is nothing to package.

Add `InferenceSpecification` with one container, unless the model comes from an algorithm of yours.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import spec_of

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = ("SageMaker API reference, CreateModelPackage: provide values for one or the other (documented)",)
GOOD = (
    "spec: {InferenceSpecification: {}}",
    "spec: {SourceAlgorithmSpecification: {}}",
)
BAD = (
    """
spec:   # <- here
  ModelPackageName: churn-1-0
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the missing specification."""
    spec = spec_of(doc)
    if spec is not None and not {"InferenceSpecification", "SourceAlgorithmSpecification"} & set(spec):
        message = "neither InferenceSpecification nor SourceAlgorithmSpecification: there is nothing to package"
        yield ("spec", "InferenceSpecification"), message, "add InferenceSpecification with the image of the model"
