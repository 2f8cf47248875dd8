"""Which of the preferred instances a job got is for the service to tell.

`SelectedInstanceType` and `SelectedInstanceCount` are in the answer of DescribeTrainingJob. The API's reference says
that they are read-only and not accepted when a job is created. They get into a manifest by copying such an answer.

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
    """Yield each of the two members."""
    for name in ("SelectedInstanceType", "SelectedInstanceCount"):
        for path, _ in doc.at(f"{RESOURCES}.{name}"):
            yield path, f"{name} is read-only: the service tells it, nobody sets it", "remove it", (), ("remove", path)
