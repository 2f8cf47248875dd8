"""A SageMaker model package: the fields of CreateModelPackage and DescribeModelPackage."""

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
CONSOLE = "model-packages/my-resources"
# Tags and ClientToken have no field in a description (service model). CompressionType has one, but it has been seen
# missing in the same shape of algorithms.
NOT_DESCRIBED = ("Tags", "ClientToken", "CompressionType")


def request(spec: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The request to send for a manifest's spec, and the names of the fields that were added.

    CertifyForMarketplace is true unless the manifest sets it; ClientToken is derived from the content.
    """
    filled = {"CertifyForMarketplace": True} if "CertifyForMarketplace" not in spec else {}
    sent = {**spec, **filled}
    if "ClientToken" not in spec:
        sent["ClientToken"] = content.token(sent)
        filled["ClientToken"] = True
    return sent, tuple(filled)


def outputs(described: Mapping[str, Any]) -> dict[str, str]:
    """The outputs for a workflow, from a model package's description."""
    return {
        "arn": str(described.get(ARN, "")),
        "name": str(described.get(NAME, "")),
        "status": str(described.get(STATUS, "")),
    }
