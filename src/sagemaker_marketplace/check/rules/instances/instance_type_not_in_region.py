"""Every instance type should be one the publishing Region offers.

The API takes the same types everywhere, but a Region offers only some. On a type it lacks, the validation job fails
after minutes of waiting; in the list of supported types it is a price for something buyers in that Region can't have.

There is no public list of what SageMaker offers where. The record used here is made of recorded EC2 offerings and of
published prices; its absences proved right wherever they could be compared, but it ages, so this is a warning. A type
that is not warned about is not proven to be offered. There is a record for the Regions products can be published from.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import listed, offered, resources

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
    """Yield each type the manifest's Region is recorded not to offer."""
    region = doc.region
    if region is None:
        return
    for path, instance_type, _ in listed(doc):
        if facts.ruled_out(region, instance_type):
            yield path, _message(region, instance_type), "remove it, or take a type of another family"
    for job in resources(doc):
        for instance in job.instances:
            if facts.ruled_out(region, instance.type):
                types = offered(doc, facts, job, instance)
                hint = f"validate on {types[0]}" if types else "list a type of another family, and validate on it"
                yield instance.path, _message(region, instance.type), hint


def _message(region: str, instance_type: str) -> str:
    return f"{instance_type} is not offered in {region}, as far as recorded"
