"""Every instance type should be available in the manifest's Region.

The API accepts the same types in all Regions, but a Region offers only some of them. On a type that the Region does not
offer, the validation job fails after several minutes. In a list of supported types, it is a price for a type that
buyers in that Region can't use.

AWS does not publish which types SageMaker offers in which Region. This rule uses recorded EC2 offerings and published
prices, for the Regions that support publishing. The record was correct wherever it could be compared, but it becomes
outdated. A type without a finding is not guaranteed to be available.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_resources, listed_instances, suitable_types

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "EC2 DescribeInstanceTypeOfferings as recorded in moto 5.2.1, May 2026 (seen)",
    "SageMaker prices by Region of November 2023 and June 2025 (seen)",
)
GOOD = (
    """
region: us-east-1
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes: [ml.m5.large, ml.g5.xlarge]
""",
)
BAD = (
    """
region: eu-north-1
spec:
  InferenceSpecification:
    SupportedTransformInstanceTypes:
      - ml.m5.xlarge
      - ml.m4.xlarge   # <- here
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformResources:
            InstanceType: ml.m4.xlarge   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each type that is recorded as unavailable in the manifest's Region."""
    region = doc.region
    if region is None:
        return
    for path, instance_type, _ in listed_instances(doc):
        if facts.ruled_out(region, instance_type):
            yield path, _message(region, instance_type), "remove it, or use a type of another family"
    for job in job_resources(doc):
        for instance in job.instances:
            if facts.ruled_out(region, instance.type):
                types = suitable_types(doc, facts, job, instance)
                hint = f"validate on {types[0]}" if types else "list a type of another family and validate on it"
                yield instance.path, _message(region, instance.type), hint


def _message(region: str, instance_type: str) -> str:
    return f"{instance_type} is not available in {region} according to recorded data"
