"""No Inferentia or Trainium type belongs into the list of an image for CPUs or GPUs.

These processors run models that were compiled for them, with AWS's Neuron libraries in the image. An image whose name
says `cpu` or `gpu` mostly has neither, so that an endpoint on such a type fails at its start, while buyers pay. The
name is a hint and no proof: this is a warning.

Remove the type, or make a product of its own with an image for it.
"""

from __future__ import annotations

from ...core.facts import NEURON
from . import offers
from ._images import says

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

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
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each Neuron type of a list whose image says that it is for something else."""
    for path, types, _ in offers(doc):
        image = says(doc, path)
        if image is None or image.word == NEURON:
            continue
        for index, name in types.items():
            if facts.accelerator(name) == NEURON:
                message = f"{name} runs models compiled for it, the image's name says {image.word}"
                hint = "remove it, or offer it with an image and a model compiled for it"
                yield (*path, index), message, hint, ((image.path, "the image"),)
