"""The validation sets hyperparameters the algorithm declares.

Buyers can set only what `SupportedHyperParameters` declares. AWS's Python SDK refuses any other for training with an
algorithm; when the service does is not documented, so this is a warning. An
algorithm without the list is another rule's.

Write the name as it is declared, or declare it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import SPECS, jobs, parameters

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: SupportedHyperParameters (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses undeclared ones (seen); the service's refusal is inferred",
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
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters: [{Name: depth}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          HyperParameters:
            depht: 6   # <- here
            seed: 1   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each hyperparameter of a training job that is not declared; without declared ones nothing is said."""
    names = [parameter.name for parameter in parameters(doc)]
    for path, given in jobs(doc) if names else ():
        for name in given:
            if isinstance(name, str) and name not in names:
                near = closest_match(name, names)
                hint = f"did you mean {near}?" if near else f"the algorithm declares {', '.join(names)}"
                message = f'SupportedHyperParameters declares no "{name[:60]}"'
                yield (*path, name), message, hint, ((SPECS, "the hyperparameters declared"),)
