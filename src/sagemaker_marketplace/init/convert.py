"""Converts a create request, or the description of a resource, into a manifest."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..manifest import schema, yaml_writer
from ..manifest.findings import USAGE, Failure
from ..report import untrusted

_REGION = re.compile(r"(?:\.dkr\.ecr\.|:sagemaker:)([a-z]{2,4}(?:-[a-z]+)+-[0-9]+)[.:]")
# Fields that the service adds to a description: digests that it resolves, and these if they are false or empty. Seen in
# recordings of aws-controllers-k8s and in acceptance tests and computed fields of the Terraform provider.
_RESOLVED = ("ImageDigest", "TrainingImageDigest", "ModelDataETag", "ETag")
_FILLED_IN = ("IsCheckpoint", "IsRequired", "IsTunable", "KmsKeyId", "SupportsDistributedTraining")
_ENVELOPE = ("kind", "region", "spec", "ignore")


def kind_of(request: Mapping[str, Any]) -> str:
    """The kind whose request or description has these fields.

    Raises Failure if it is neither kind's.
    """
    if "AlgorithmName" in request or "TrainingSpecification" in request:
        return "Algorithm"
    if any(name.startswith("ModelPackage") for name in request) or "InferenceSpecification" in request:
        return "ModelPackage"
    raise Failure(
        "neither a CreateModelPackage nor a CreateAlgorithm request, nor a description of either",
        USAGE,
        "use the JSON for --cli-input-json, or the output of describe-model-package or describe-algorithm",
    )


def region_of(request: Mapping[str, Any]) -> str | None:
    """The Region in a request's ARNs and image hosts, if it is the same in all."""
    regions = set(_REGION.findall(json.dumps(request, default=str)))
    return regions.pop() if len(regions) == 1 else None


def spec_of(kind: str, request: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The request's fields, and the names of those left out: fields that only a description has, and nulls.

    What AWS fills in when it describes a resource is left out without notice.
    """
    known = schema.spec(kind)["properties"]
    described = f"{kind}Arn" in request or f"{kind}Status" in request
    kept, dropped = {}, []
    for name, value in request.items():
        if value is None or (described and name not in known):
            dropped.append(name)
        else:
            kept[name] = _without_filled_in(value) if described else value
    if described and "SourceAlgorithmSpecification" in kept:
        kept.pop("InferenceSpecification", None)  # the algorithm's
    return kept, dropped


def _without_filled_in(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_filled_in(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_filled_in(item)
        for name, item in value.items()
        if name not in _RESOLVED and not (name in _FILLED_IN and not item)
    }


def write(kind: str, region: str, request: Mapping[str, Any], source: str) -> str:
    """A manifest that creates exactly what a request creates.

    A request without CertifyForMarketplace creates an uncertified resource, so the manifest sets it to false.
    """
    spec, dropped = spec_of(kind, request)
    head = [f"# Written from {untrusted.line(source)}."]
    if dropped:
        head.append(
            f"# Left out, because they are not fields of the request: {untrusted.line(', '.join(sorted(dropped)))}."
        )
    comments: dict[tuple[str | int, ...], str] = {}
    if "CertifyForMarketplace" not in spec:
        spec["CertifyForMarketplace"] = False
        comments[("spec", "CertifyForMarketplace")] = (
            "The source is not certified. Remove this line, or set it to true, to create one that can be listed."
        )
    body = yaml_writer.lines({"kind": kind, "region": region, "spec": spec}, comments)
    return "\n".join([*head, *body]) + "\n"


def read_request(data: Any) -> Mapping[str, Any]:
    """The request in a file's data: the data, or the spec of a manifest.

    Raises Failure for anything else.
    """
    if isinstance(data, dict) and isinstance(data.get("spec"), dict) and set(data) <= set(_ENVELOPE):
        data = data["spec"]
    if not isinstance(data, dict) or not data:
        raise Failure("invalid request: not an object with fields", USAGE, "use the JSON of a request")
    return data
