"""Images: which registries SageMaker and AWS Marketplace accept.

An image must be in a private Amazon ECR repository of the seller's account, in the Region where the product is
published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path

ROLE = ("spec", "ValidationSpecification", "ValidationRole")
_PATHS = (
    "spec.TrainingSpecification.TrainingImage",
    "spec.InferenceSpecification.Containers.*.Image",
    "spec.AdditionalInferenceSpecifications.*.Containers.*.Image",
)
# The DNS suffixes of ECR hosts by partition: the standard one first, then the dual-stack one if it is known.
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
STANDARD = "dkr.ecr"


class EcrImage(NamedTuple):
    """The parts of an image URI in private ECR; `service` is STANDARD unless the host is a FIPS or dual-stack one.

    `suffix` is the DNS suffix of the host; `rest` is the repository name with tag or digest.
    """

    account: str
    service: str
    region: str
    suffix: str
    rest: str


def all_images(doc: Document) -> Iterator[tuple[Path, str]]:
    """Yield each image in the manifest."""
    for pattern in _PATHS:
        yield from doc.strings(pattern)


def parse_ecr_uri(image: str) -> EcrImage | None:
    """Split an image URI into its parts; return None if it is not in private ECR."""
    match = _ecr_pattern()(image)
    return EcrImage(*match.groups()) if match else None


def ecr_images(doc: Document) -> Iterator[tuple[Path, EcrImage]]:
    """Yield the parts of each image in private ECR."""
    for path, image in all_images(doc):
        parts = parse_ecr_uri(image)
        if parts:
            yield path, parts


def seller_account(doc: Document) -> str | None:
    """Return the account of the validation role, which is the seller's; None if it is not an ARN."""
    parts = str(doc.get("spec.ValidationSpecification.ValidationRole", "")).split(":")
    return parts[4] if len(parts) > 5 and re.fullmatch("[0-9]{12}", parts[4]) else None


def dns_suffixes(partition: str | None) -> tuple[str, ...]:
    """Return the DNS suffixes of ECR hosts in a partition, the standard one first; `aws` is the default."""
    return _SUFFIXES.get(partition or "", _SUFFIXES["aws"])


def ecr_uri(account: str | None, region: str | None, rest: str, facts: Facts) -> str:
    """Return an image URI with the standard ECR host, with placeholders for unknown parts."""
    suffix = dns_suffixes(facts.partition(region or ""))[0]
    return f"{account or '<account>'}.{STANDARD}.{region or '<region>'}.{suffix}/{rest}"


@lru_cache(maxsize=1)
def _ecr_pattern() -> Any:
    suffixes = "|".join(sorted({re.escape(suffix) for known in _SUFFIXES.values() for suffix in known}))
    return re.compile(rf"([0-9]{{12}})\.(dkr[.-]ecr(?:-fips)?)\.([a-z0-9-]+)\.({suffixes})/(.+)", re.DOTALL).fullmatch
