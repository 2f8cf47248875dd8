"""Validation data should be public, because it is visible to buyers.

According to the developer guide, the inputs, outputs, logs and metrics of the validation are visible to subscribers of
the product. There is one finding for each manifest.

Validate with a small sample that can be public, such as synthetic data. Then add `ignore: [public-test-data]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..artifacts import s3_locations

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
    """Yield the profiles if they refer to data."""
    paths = [location.path for location in s3_locations(doc)]
    data = [path for path in paths if path[:3] == PROFILES and path[-1] == "S3Uri"]
    if data:
        message = "inputs, outputs, logs and metrics of the validation are visible to buyers"
        hint = "use data that can be public, then add ignore: [public-test-data]"
        yield PROFILES, message, hint, tuple((path, "visible to buyers") for path in data)
