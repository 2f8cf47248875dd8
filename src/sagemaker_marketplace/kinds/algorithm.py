"""A SageMaker algorithm: the fields of CreateAlgorithm and DescribeAlgorithm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KIND = "Algorithm"
TITLE = "algorithm"
OPERATION = "CreateAlgorithm"
NAME = "AlgorithmName"
ARN = "AlgorithmArn"
STATUS = "AlgorithmStatus"
DETAILS = "AlgorithmStatusDetails"
RESOURCE = "algorithm"
CONSOLE = "algorithms/my-resources"
# Seen missing in descriptions by users of other tools (the ignore list of an import test); Tags have no field.
NOT_DESCRIBED = (
    "Tags",
    "InputMode",
    "ShuffleConfig",
    "CompressionType",
    "KeepAlivePeriodInSeconds",
    "MaxPendingTimeInSeconds",
    "MaxWaitTimeInSeconds",
)


def request(spec: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The request to send for a manifest's spec, and the names of the fields that were added.

    CertifyForMarketplace is true unless the manifest sets it. CreateAlgorithm takes no ClientToken (service
    model): the unique name prevents a second algorithm.
    """
    if "CertifyForMarketplace" in spec:
        return dict(spec), ()
    return {**spec, "CertifyForMarketplace": True}, ("CertifyForMarketplace",)


def outputs(described: Mapping[str, Any]) -> dict[str, str]:
    """The outputs for a workflow, from an algorithm's description."""
    return {
        "arn": str(described.get(ARN, "")),
        "name": str(described.get(NAME, "")),
        "status": str(described.get(STATUS, "")),
    }
