"""The validation sets every hyperparameter the algorithm requires.

A hyperparameter with `IsRequired: true` and no default is one training can't do without. AWS's Python SDK refuses to
train before all of them are set. When the service refuses is not documented, so this is a warning; at the latest, the
training code misses it.

Set it in `HyperParameters` of the training job, or give it a default instead of requiring it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs, parameters

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: HyperParameterSpecification.IsRequired (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses to train without (seen); the service's refusal is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters: [{Name: depth, IsRequired: true}, {Name: rate}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {HyperParameters: {depth: 6}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters: [{Name: depth, IsRequired: true}, {Name: rate, IsRequired: true}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          HyperParameters:   # <- here
            rate: 0.1
      - TrainingJobDefinition:   # <- here
          TrainingInputMode: File
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the hyperparameters of each training job if they leave out required ones."""
    required = [one for one in parameters(doc) if one.spec.get("IsRequired") is True and "DefaultValue" not in one.spec]
    for path, given in jobs(doc):
        missing = [parameter for parameter in required if parameter.name not in given]
        if missing:
            listed = ", ".join(parameter.name for parameter in missing)
            related = tuple((parameter.path, "required here") for parameter in missing)
            message = f"the algorithm requires hyperparameters that are not set: {listed}"
            yield path, message, f"set {missing[0].name} in HyperParameters", related
