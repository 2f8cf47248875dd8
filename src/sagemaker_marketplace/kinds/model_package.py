"""A SageMaker model package: what CreateModelPackage takes and DescribeModelPackage answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..manifest import content

KIND = "ModelPackage"
TITLE = "model package"
OPERATION = "CreateModelPackage"
NAME = "ModelPackageName"
ARN = "ModelPackageArn"
STATUS = "ModelPackageStatus"
DETAILS = "ModelPackageStatusDetails"
RESOURCE = "model-package"
CONSOLE = "model-packages"
# What DescribeModelPackage has no member for.
NOT_DESCRIBED = ("Tags", "ClientToken", "CompressionType", "KeepAlivePeriodInSeconds", "MaxPendingTimeInSeconds")
# What the service adds to an answer by itself (service model: output members only, or digests it resolves).
FILLED_IN = (
    "ImageDigest",
    "ModelDataETag",
    "ETag",
    "ModelPackageRegistrationType",
    "SkipModelValidation",
    "ManagedStorageType",
)


def request(spec: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The request to send for a manifest's spec, and the names of the members that were filled in.

    CertifyForMarketplace is true unless the manifest says otherwise; ClientToken is made from the content.
    """
    filled = {"CertifyForMarketplace": True} if "CertifyForMarketplace" not in spec else {}
    sent = {**spec, **filled}
    if "ClientToken" not in spec:
        sent["ClientToken"] = content.token(sent)
        filled["ClientToken"] = True
    return sent, tuple(filled)


def outputs(described: Mapping[str, Any]) -> dict[str, str]:
    """What a workflow wants to know of a described model package."""
    return {
        "arn": str(described.get(ARN, "")),
        "name": str(described.get(NAME, "")),
        "status": str(described.get(STATUS, "")),
    }
