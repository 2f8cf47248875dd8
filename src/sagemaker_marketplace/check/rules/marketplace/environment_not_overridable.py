"""Variables in the package's `Environment` are for good: buyers can't set any of their own then.

Buyers who create a model from a package with an `Environment` and pass variables of their own are refused:
"Environment variable map cannot be specified both at Model Package and Model". Nothing is wrong with a package that has
variables nobody should change, so this is for information.

Put what never changes into the image (`ENV`), and leave `Environment` out if buyers should be able to set variables.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "info"
KINDS = ("ModelPackage",)
SOURCES = ("CreateModel's refusal, aws/sagemaker-python-sdk#3301 (seen)",)
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
    """Yield each container's variables."""
    for path, variables in doc.at("spec.InferenceSpecification.Containers.*.Environment"):
        if isinstance(variables, dict) and variables:
            message = "buyers can't set variables of their own when the package has an Environment"
            yield path, message, "put fixed values into the image with ENV, if buyers should set some"
