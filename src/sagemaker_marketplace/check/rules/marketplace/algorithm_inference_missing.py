"""An algorithm must have an `InferenceSpecification`.

The API can create algorithms that only train. AWS Marketplace requires a training image and an inference image, because
buyers train a model and then deploy it. Without an inference image, setting the prices of a listing used to fail with
an internal error.

Add `InferenceSpecification` with the image that serves the trained model.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import request_of

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
    """
spec:   # <- here
  AlgorithmName: trees
  TrainingSpecification: {SupportedTrainingInstanceTypes: [ml.m5.large]}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the missing specification."""
    spec = request_of(doc)
    if spec is not None and "InferenceSpecification" not in spec:
        message = "InferenceSpecification is missing"
        yield ("spec", "InferenceSpecification"), message, "add it with the image that serves the trained model"
