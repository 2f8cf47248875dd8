"""A package should not set `Environment` if buyers need to set variables.

If a package has an `Environment`, buyers who create a model from it can't set any variables. CreateModel rejects them
with "Environment variable map cannot be specified both at Model Package and Model".

Put values that never change in the image with `ENV`, and omit `Environment` if buyers should be able to set variables.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "info"
KINDS = ("ModelPackage",)
SOURCES = ("error of CreateModel, aws/sagemaker-python-sdk#3301 (seen)",)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
        Environment: {}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
        Environment:   # <- here
          WORKERS: 2
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Environment of each container."""
    for path, variables in doc.at("spec.InferenceSpecification.Containers.*.Environment"):
        if isinstance(variables, dict) and variables:
            message = "buyers can't set environment variables if the package has an Environment"
            yield path, message, "put fixed values in the image with ENV if buyers should set variables"
