"""`SelectedInstanceType` and `SelectedInstanceCount` must not be set.

DescribeTrainingJob returns these fields. According to the API reference, they are read-only and not accepted when a job
is created. They usually come from a copied response.

Remove them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import RESOURCES

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("service model: ResourceConfig.SelectedInstanceType and SelectedInstanceCount are read-only (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {InstanceType: ml.m5.large, InstanceCount: 1}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.m5.large
            InstanceCount: 1
            SelectedInstanceType: ml.m5.large   # <- here
            SelectedInstanceCount: 1   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each of the two fields."""
    for name in ("SelectedInstanceType", "SelectedInstanceCount"):
        for path, _ in doc.at(f"{RESOURCES}.{name}"):
            yield path, f"{name} is read-only", "remove it", (), ("remove", path)
