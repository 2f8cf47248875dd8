"""No Inferentia or Trainium type belongs into the list of an image for CPUs or GPUs.

These processors run models that were compiled for them, with AWS's Neuron libraries in the image. An image whose name
says `cpu` or `gpu` mostly has neither, so that an endpoint on such a type fails at its start, while buyers pay. The
name, that is the tag and the last word of the repository, is a hint and no proof: this is a warning. One finding stands
for all such types of an image, at the first of them.

Remove the types, or make a product of its own with an image for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, NEURON, Facts
from ....manifest.document import Document
from .. import Result
from . import some
from ._images import CPU, misfits

SEVERITY = "warning"
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
    """Yield each image that says that it is for something else, and has Neuron types."""
    for word, first, types, related in misfits(doc, facts, (CPU, GPU), (NEURON,)):
        message = f"the image's name says {word}, but {some(types)} run models compiled for them"
        yield first, message, "remove them, or offer them with an image and a model compiled for them", related
