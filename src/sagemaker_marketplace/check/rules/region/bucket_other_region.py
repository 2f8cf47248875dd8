"""A bucket name should not contain another Region.

Model artifacts and test data must be in the Region where the product is published; otherwise the validation can't read
them. The Region of a bucket can't be checked offline, but many bucket names contain it, and the host of an S3 URL can
contain it. The name can be misleading.

Copy the objects to a bucket in the manifest's Region and use that bucket.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from ..artifacts import s3_locations
from ._buckets import regions

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: one Region for everything (documented)",
    "service model: ModelDataUrl, the bucket must be in the Region of the package (documented)",
    "that a bucket name indicates its Region is inferred",
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
    """Yield each S3 location with another Region, but not the manifest's, in its bucket or host."""
    region = doc.region
    if region is None or facts.publishing(region) == UNKNOWN:
        return
    for location in s3_locations(doc):
        bucket_regions = regions(location.bucket, facts)
        if location.region is not None and facts.publishing(location.region) != UNKNOWN:
            bucket_regions = [location.region]
        if bucket_regions and region not in bucket_regions:
            message = f"bucket {location.bucket} seems to be in {bucket_regions[0]}, not in {region}"
            yield location.path, message, f"copy the objects to a bucket in {region}"
