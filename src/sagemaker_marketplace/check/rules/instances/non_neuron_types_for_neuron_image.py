"""An image named for Inferentia or Trainium should be offered only on those types.

A model compiled with the AWS Neuron libraries runs only on the processors for which it was compiled. On a CPU or GPU
type, such an image usually fails at startup, and buyers who choose that type find out after they paid. The name of an
image is only an indication; the tag and the last word of the repository count. There is one finding for each image.

List `ml.inf2` or `ml.trn1` types, and create a separate product with another image for other types.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, NEURON, NO_ACCELERATOR, Facts
from ....manifest.document import Document
from .. import Result
from . import shorten
from ._images import mismatches

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Neuron documentation: models are compiled for Inferentia and Trainium (documented)",
    "image names are a convention; the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0-neuron
    SupportedTransformInstanceTypes: [ml.inf2.xlarge]
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/neuron-segmentation:1.0
    SupportedTransformInstanceTypes: [ml.m5.large]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn-inferentia:1.0
    SupportedTransformInstanceTypes: [ml.m5.large]   # <- here
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large, ml.m5.xlarge]
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image named for Neuron types that is listed with other types."""
    for _, first, types, related in mismatches(doc, facts, (NEURON,), (NO_ACCELERATOR, GPU, "hpu")):
        message = f"the image name indicates Inferentia or Trainium, but {shorten(types)} have neither"
        yield first[:-1], message, "list ml.inf2 or ml.trn1 types instead, or rename the image", related
