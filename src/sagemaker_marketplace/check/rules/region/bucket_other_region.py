"""A bucket whose name carries another Region is probably in that Region.

Model artifacts and test data must be in the Region the product is published from; the validation fails to read them
elsewhere. Where a bucket is can't be seen in a file, but many names say it, and a URL of S3 may say it in its host. A
name can be misleading, so this is a warning.

Copy the objects to a bucket in the manifest's Region and name that one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from ..artifacts import locations
from ._buckets import regions

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: one Region for everything (documented)",
    "service model: ModelDataUrl, the bucket is in the Region of the package (documented)",
    "that a bucket's name tells its Region is inferred",
)
GOOD = (
    """
region: us-east-2
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-us-east-2/churn/model.tar.gz
      - ModelDataUrl: s3://acme-models/us-west-2/model.tar.gz
""",
)
BAD = (
    """
region: us-east-2
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://sagemaker-us-west-2-123456789012/churn/model.tar.gz   # <- here
      - ModelDataUrl: https://s3.eu-west-1.amazonaws.com/acme/churn/model.tar.gz   # <- here
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput:
            S3OutputPath: s3://acme.ap-southeast-1/churn/output/   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each place in S3 that names another Region, and not the manifest's."""
    region = doc.region
    if region is None or facts.publishing(region) == UNKNOWN:
        return
    for location in locations(doc):
        named = regions(location.bucket, facts)
        if location.region is not None and facts.publishing(location.region) != UNKNOWN:
            named = [location.region]
        if named and region not in named:
            message = f"the bucket {location.bucket} seems to be in {named[0]}, the manifest's Region is {region}"
            yield location.path, message, f"copy the objects to a bucket in {region}"
