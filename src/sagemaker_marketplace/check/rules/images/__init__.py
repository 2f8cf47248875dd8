"""Images: which registry SageMaker and AWS Marketplace take an image from.

It must be a private Amazon ECR repository of the seller's own account, in the Region the product is published from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path

ROLE = ("spec", "ValidationSpecification", "ValidationRole")
_PLACES = (
    "spec.TrainingSpecification.TrainingImage",
    "spec.InferenceSpecification.Containers.*.Image",
    "spec.AdditionalInferenceSpecifications.*.Containers.*.Image",
)
# How ECR's hosts end in each partition: the plain ones first, then the dual-stack ones where they are known.
# Sources: botocore's partitions; Amazon ECR user guide, ecr-requests; kubernetes/cloud-provider-aws#1069.
_SUFFIXES = {
    "aws": ("amazonaws.com", "on.aws"),
    "aws-us-gov": ("amazonaws.com", "on.aws"),
    "aws-cn": ("amazonaws.com.cn", "on.amazonwebservices.com.cn"),
    "aws-eusc": ("amazonaws.eu",),
    "aws-iso": ("c2s.ic.gov",),
    "aws-iso-b": ("sc2s.sgov.gov",),
    "aws-iso-e": ("cloud.adc-e.uk",),
    "aws-iso-f": ("csp.hci.ic.gov",),
}
PLAIN = "dkr.ecr"


@dataclass(frozen=True)
class Repository:
    """The parts of an image URI in private ECR; `service` is PLAIN, or says that the host is for FIPS or dual-stack.

    `suffix` ends the host, `rest` is the repository's name with tag or digest.
    """

    account: str
    service: str
    region: str
    suffix: str
    rest: str


def used(doc: Document) -> Iterator[tuple[Path, str]]:
    """Yield each image of a manifest."""
    for location in _PLACES:
        yield from doc.strings(location)


def repository(image: str) -> Repository | None:
    """The parts of an image's URI; None when it is not in private ECR."""
    match = _ecr()(image)
    return Repository(*match.groups()) if match else None


def in_ecr(doc: Document) -> Iterator[tuple[Path, Repository]]:
    """Yield the parts of each image that is in private ECR."""
    for path, image in used(doc):
        parts = repository(image)
        if parts:
            yield path, parts


def seller(doc: Document) -> str | None:
    """The account of the validation role, which is the seller's; None when the manifest doesn't tell."""
    parts = str(doc.get("spec.ValidationSpecification.ValidationRole", "")).split(":")
    return parts[4] if len(parts) > 5 and re.fullmatch("[0-9]{12}", parts[4]) else None


def suffixes(partition: str | None) -> tuple[str, ...]:
    """How the hosts of ECR end in a partition, the plain one first; those of `aws` when the partition is not known."""
    return _SUFFIXES.get(partition or "", _SUFFIXES["aws"])


def uri(account: str | None, region: str | None, rest: str, facts: Facts) -> str:
    """Write an image's URI on ECR's plain host, with placeholders for what is not known."""
    suffix = suffixes(facts.partition(region or ""))[0]
    return f"{account or '<account>'}.{PLAIN}.{region or '<region>'}.{suffix}/{rest}"


@lru_cache(maxsize=1)
def _ecr() -> Any:
    ends = "|".join(sorted({re.escape(suffix) for known in _SUFFIXES.values() for suffix in known}))
    return re.compile(rf"([0-9]{{12}})\.(dkr[.-]ecr(?:-fips)?)\.([a-z0-9-]+)\.({ends})/(.+)", re.DOTALL).fullmatch
