"""A SageMaker algorithm: what CreateAlgorithm takes and DescribeAlgorithm answers."""

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
CONSOLE = "algorithms"
# Seen missing in answers by users of other tools (the ignore list of an import test); and Tags have no member.
NOT_DESCRIBED = (
    "Tags",
    "InputMode",
    "ShuffleConfig",
    "CompressionType",
    "KeepAlivePeriodInSeconds",
    "MaxPendingTimeInSeconds",
    "MaxWaitTimeInSeconds",
)
FILLED_IN = ("ImageDigest", "TrainingImageDigest", "ModelDataETag", "ETag")


def request(spec: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The request to send for a manifest's spec, and the names of the members that were filled in.

    CertifyForMarketplace is true unless the manifest says otherwise. CreateAlgorithm takes no ClientToken (service
    model): the unique name keeps an algorithm from being made twice.
    """
    if "CertifyForMarketplace" in spec:
        return dict(spec), ()
    return {**spec, "CertifyForMarketplace": True}, ("CertifyForMarketplace",)


def outputs(described: Mapping[str, Any]) -> dict[str, str]:
    """What a workflow wants to know of a described algorithm."""
    return {
        "arn": str(described.get(ARN, "")),
        "name": str(described.get(NAME, "")),
        "status": str(described.get(STATUS, "")),
    }
