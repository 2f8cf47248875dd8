"""An image that says it is for Inferentia or Trainium may not run on other types.

A model compiled with AWS's Neuron libraries runs on the processors it was compiled for. On a CPU or GPU type such an
image mostly fails at its start, and a buyer who chooses one of these types finds out after paying for it. The name of
an image is a hint, so this is advice. What counts is the tag, and the last word of the repository. One finding stands
for all such types of an image.

List `ml.inf2` or `ml.trn1` types, and make a product of its own with another image for other types.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, NEURON, NO_ACCELERATOR, Facts
from ....manifest.document import Document
from .. import Result
from . import some
from ._images import misfits

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Neuron documentation: models are compiled for Inferentia and Trainium (documented)",
    "the naming of images is a convention; the conclusion is inferred",
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
    """Yield each image that says that it is for Neuron types, and has others."""
    for _, first, types, related in misfits(doc, facts, (NEURON,), (NO_ACCELERATOR, GPU, "hpu")):
        message = f"the image's name says it is for Inferentia or Trainium, {some(types)} have neither"
        yield first[:-1], message, "list ml.inf2 or ml.trn1 types instead, or rename the image", related
