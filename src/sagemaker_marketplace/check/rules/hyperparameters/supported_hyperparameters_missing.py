"""An algorithm should declare the hyperparameters that its validation sets.

The validation's training job sets hyperparameters, but `SupportedHyperParameters` is missing or empty. Buyers don't
learn which hyperparameters the training code reads, and AWS's Python SDK doesn't let them set any. Whether the service
accepts such a validation is not documented.

Declare each hyperparameter in `SupportedHyperParameters`, or don't set any.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import HYPERPARAMETERS, job_hyperparameters

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: SupportedHyperParameters (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses every hyperparameter if none is declared (seen)",
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
    specification = doc.get(".".join(HYPERPARAMETERS[:-1]))
    is_missing = isinstance(specification, dict) and not specification.get(HYPERPARAMETERS[-1])
    if is_missing and not doc.has_read_error(HYPERPARAMETERS):
        for path, settings in job_hyperparameters(doc):
            if settings:
                name = str(next(iter(settings)))[:60]
                message = "the training job sets hyperparameters that the algorithm does not declare"
                yield path, message, f"declare {name} and all others in SupportedHyperParameters"
