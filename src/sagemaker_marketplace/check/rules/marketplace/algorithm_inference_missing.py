"""An algorithm product needs an inference image, too.

The API creates an algorithm that can only train. AWS Marketplace asks for both images: buyers train a model and then
deploy it. The listing used to break off with an internal error when prices were set for an algorithm without one.

Add `InferenceSpecification` with the image that serves the trained model.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import spec_of

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = (
    "AWS Marketplace seller guide, ml-algorithm-images: both images are needed (documented)",
    "AWS Marketplace seller guide of 2021 to 2023, ml-troubleshooting: error 500 without one (documented)",
)
GOOD = ("spec: {InferenceSpecification: {}}",)
BAD = (
    """
spec:   # <- here
  AlgorithmName: trees
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the missing specification."""
    spec = spec_of(doc)
    if spec is not None and "InferenceSpecification" not in spec:
        message = "InferenceSpecification is missing: an algorithm product trains and infers"
        yield ("spec", "InferenceSpecification"), message, "add it with the image that serves the trained model"
