"""The validation should set every hyperparameter that the algorithm requires.

Training can't run without a hyperparameter that has `IsRequired: true` and no default. AWS's Python SDK refuses to
train unless all of them are set. When the service refuses is not documented; otherwise the training code fails.

Set it in `HyperParameters` of the training job, or replace `IsRequired` with a default value.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_hyperparameters, parameters

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: HyperParameterSpecification.IsRequired (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses to train without them (seen); the service's refusal is inferred",
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
    """Yield the hyperparameters of each training job that does not set all required ones."""
    required = [
        item for item in parameters(doc) if item.spec.get("IsRequired") is True and "DefaultValue" not in item.spec
    ]
    for path, settings in job_hyperparameters(doc):
        missing = [parameter for parameter in required if parameter.name not in settings]
        if missing:
            listed = ", ".join(parameter.name for parameter in missing)
            related = tuple((parameter.path, "required here") for parameter in missing)
            message = f"required hyperparameters are not set: {listed}"
            yield path, message, f"set {missing[0].name} in HyperParameters", related
