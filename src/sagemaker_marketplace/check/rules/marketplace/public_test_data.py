"""Whatever the validation profile names can be seen by buyers: use public data only.

The developer guide warns that the inputs, outputs, logs and metrics of the validation become visible to those who
subscribe to the product. Nothing is refused, so this is for information; it is said once, at the profiles.

Validate with a small sample that everybody may see, made up if need be. When you have made sure, silence this with
`ignore: [public-test-data]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..artifacts import locations

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("SageMaker developer guide, sagemaker-mkt-create-model-package: what buyers see (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: batch
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:   # <- here
      - ProfileName: batch
        TransformJobDefinition:
          TransformInput:
            DataSource:
              S3DataSource:
                S3DataType: S3Prefix
                S3Uri: s3://acme-sagemaker/churn/input/
""",
)


PROFILES = ("spec", "ValidationSpecification", "ValidationProfiles")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the profiles if they name data."""
    data = [one.path for one in locations(doc) if one.path[:3] == PROFILES and one.path[-1] == "S3Uri"]
    if data:
        message = "buyers can see what the validation profile names: inputs, outputs, logs and metrics"
        hint = "use data that everybody may see, then silence this with ignore: [public-test-data]"
        yield PROFILES, message, hint, tuple((path, "seen by buyers") for path in data)
