"""The validation should only set hyperparameters that the algorithm declares.

Buyers can only set what `SupportedHyperParameters` declares. AWS's Python SDK refuses any other hyperparameter; when
the service refuses is not documented. An algorithm that declares none is reported by
`supported-hyperparameters-missing`.

Write the name as declared, or declare it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import ANY
from ....manifest.suggestions import closest_match
from .. import Result
from . import HYPERPARAMETERS, job_hyperparameters, parameters

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
    """Yield each hyperparameter of a training job that is not declared, if the algorithm declares any."""
    if doc.is_unread((*HYPERPARAMETERS, ANY, "Name")):
        return
    names = [parameter.name for parameter in parameters(doc)]
    for path, settings in job_hyperparameters(doc) if names else ():
        for name in settings:
            if isinstance(name, str) and name not in names:
                near = closest_match(name, names)
                hint = f"did you mean {near}?" if near else f"use a declared hyperparameter: {', '.join(names)}"
                message = f'unknown hyperparameter "{name[:60]}"'
                yield (*path, name), message, hint, ((HYPERPARAMETERS, "declared hyperparameters"),)
