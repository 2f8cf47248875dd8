"""An algorithm whose training takes hyperparameters declares them.

The validation's training job sets hyperparameters, but there is no `SupportedHyperParameters`. The training code seems
to read them, and buyers are not told: AWS's Python SDK lets them set none. Whether the service takes such a validation
is not documented, so this is advice.

Declare each in `SupportedHyperParameters`, or don't set them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import SPECS, jobs

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: SupportedHyperParameters (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses each one if none is declared (seen)",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters: [{Name: depth}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {HyperParameters: {depth: 6}}
""",
    """
spec:
  TrainingSpecification: {SupportedTrainingInstanceTypes: [ml.m5.large]}
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {HyperParameters: {}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification: {SupportedTrainingInstanceTypes: [ml.m5.large]}
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          HyperParameters:   # <- here
            depth: 6
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the hyperparameters of each training job if the algorithm declares none."""
    specification = doc.get(".".join(SPECS[:-1]))
    if isinstance(specification, dict) and not specification.get(SPECS[-1]):
        for path, given in jobs(doc):
            if given:
                name = str(next(iter(given)))[:60]
                message = "the training job sets hyperparameters, but the algorithm declares none for buyers to set"
                yield path, message, f"declare {name} and the others used in SupportedHyperParameters"
