"""The rehearsal of an algorithm should not have a model.

The validation of an algorithm trains a model, and its transform job uses it. A rehearsal does the same, so that
`rehearsal.model` has no effect.

Remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import MODEL
from .. import Result, training
from . import block

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = ("service model: AlgorithmValidationProfile, the transform job has the trained model (documented)",)
GOOD = (
    """
rehearsal: {image: churn:dev}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {TrainingInputMode: File}
""",
)
BAD = (
    """
rehearsal:
  model: model/   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {TrainingInputMode: File}
""",
    """
rehearsal:
  image: churn:dev
  model: none   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {TrainingInputMode: File}
""",
    """
rehearsal: {model: model.tar.gz}   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: first
        TrainingJobDefinition: {TrainingInputMode: File}
      - ProfileName: second
        TrainingJobDefinition: {TrainingInputMode: File}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the model if a validation profile has a training job."""
    if MODEL[-1] in block(doc) and any(training.jobs(doc)):
        yield MODEL, "model has no effect: the transform job has the trained model", "remove model"
