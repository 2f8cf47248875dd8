"""An image named for CPUs or GPUs should not be offered on Inferentia or Trainium types.

These processors run models that were compiled for them, with the AWS Neuron libraries in the image. An image with `cpu`
or `gpu` in its name usually has neither, so an endpoint on such a type fails at startup while buyers pay. The name of
an image is only an indication; the tag and the last word of the repository count. There is one finding for each image.

Remove the types, or create a separate product with an image for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, NEURON, Facts
from ....manifest.document import Document
from .. import Result
from . import shorten
from ._images import CPU, mismatches

SEVERITY = "warning"
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
    SupportedRealtimeInferenceInstanceTypes: [ml.inf2.xlarge]
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
    SupportedRealtimeInferenceInstanceTypes: [ml.inf2.xlarge]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0-cpu
    SupportedRealtimeInferenceInstanceTypes:
      - ml.m5.large
      - ml.inf1.xlarge   # <- here
      - ml.inf2.xlarge
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image named for CPUs or GPUs that is listed with Neuron types."""
    for word, first, types, related in mismatches(doc, facts, (CPU, GPU), (NEURON,)):
        message = f"the image name indicates {word.upper()}, but {shorten(types)} require models compiled for Neuron"
        yield first, message, "remove them, or use an image and a model compiled for Neuron", related
