"""A certified model package should not set `Environment`.

A CreateModelPackage request for a package without a model group, which is the kind that can be listed, was refused in
2022 with "Environment variable map cannot be specified when using non-versioned ModelPackages". One of AWS's samples of
that year has `Environment` in such a request. Whether the service still refuses it is not known, so this is a warning.

Leaving it out does not let buyers set variables. CreateModel refuses variables for a package from a subscription with
"Environment variable map cannot be specified when using a ModelPackage subscribed from AWS Marketplace", unless AWS has
enabled them for the listing. In your own account, CreateModel accepts variables of the package and of the model since
January 2023.

Set fixed values in the image with `ENV`, and give the container a default for every variable that it reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "PyPI salomon 0.0.8: the refusal of CreateModelPackage in 2022 (seen)",
    "aws/amazon-sagemaker-examples, autopilot samples of 2022: a request that sets it; that it succeeds is inferred",
    "aws/sagemaker-python-sdk#3581: variables of package and model since January 2023 (seen)",
    "Deepgram's SageMaker documentation of 2026, a JumpStart sample: the refusal of CreateModel (seen)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
        Environment: {}
""",
    """
spec:
  ModelPackageGroupName: churn
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
        Environment: {WORKERS: 2}
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
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/scaler:1.0
        Environment: {WORKERS: 2, LOG_LEVEL: info}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Environment of each container, unless the package is a version in a model group."""
    if "ModelPackageGroupName" in doc.spec:
        return
    for path, variables in doc.at("spec.InferenceSpecification.Containers.*.Environment"):
        if isinstance(variables, dict) and variables:
            message = "CreateModelPackage has refused Environment in packages outside a model group"
            yield path, message, "set fixed values in the image with ENV, and remove Environment"
