"""Writing a manifest: from a request, from what a service describes, or an empty one with comments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..manifest import schema, yaml_writer
from ..manifest.findings import USAGE, Failure
from ..report import untrusted

_REGION = re.compile(r"(?:\.dkr\.ecr\.|:sagemaker:)([a-z]{2,4}(?:-[a-z]+)+-[0-9]+)[.:]")
_ENVELOPE = ("kind", "region", "spec", "ignore")


def kind_of(request: Mapping[str, Any]) -> str:
    """The kind whose request (or description) has these members.

    Raises Failure when no kind's has.
    """
    if "AlgorithmName" in request or "TrainingSpecification" in request:
        return "Algorithm"
    if any(name.startswith("ModelPackage") for name in request) or "InferenceSpecification" in request:
        return "ModelPackage"
    raise Failure(
        "this is neither a CreateModelPackage nor a CreateAlgorithm request, nor a description of either",
        USAGE,
        "give the JSON that --cli-input-json takes or that describe-model-package / describe-algorithm prints",
    )


def region_of(request: Mapping[str, Any]) -> str | None:
    """The Region a request's ARNs and image hosts speak of, if they agree."""
    found = set(_REGION.findall(json.dumps(request, default=str)))
    return found.pop() if len(found) == 1 else None


def spec_of(kind: str, request: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The request's own members, and the names of those left out: what a description adds, and what is empty (null)."""
    known = schema.spec(kind)["properties"]
    described = f"{kind}Arn" in request or f"{kind}Status" in request
    kept, dropped = {}, []
    for name, value in request.items():
        if value is None or (described and name not in known):
            dropped.append(name)
        else:
            kept[name] = value
    return kept, dropped


def write(kind: str, region: str, request: Mapping[str, Any], source: str) -> str:
    """A manifest that asks for exactly what a request asks for.

    A request without CertifyForMarketplace asks for an uncertified resource, so that is what is written.
    """
    spec, dropped = spec_of(kind, request)
    head = [f"# Written from {untrusted.line(source)}."]
    if dropped:
        head.append(
            f"# Left out, because the request does not take them: {untrusted.line(', '.join(sorted(dropped)))}."
        )
    notes: dict[tuple[str | int, ...], str] = {}
    if "CertifyForMarketplace" not in spec:
        spec["CertifyForMarketplace"] = False
        notes[("spec", "CertifyForMarketplace")] = (
            "The source does not certify. Remove this line, or set it to true, for a resource that can be listed."
        )
    body = yaml_writer.lines({"kind": kind, "region": region, "spec": spec}, notes)
    return "\n".join([*head, *body]) + "\n"


def read_request(data: Any) -> Mapping[str, Any]:
    """The request inside what was read: a mapping, or a manifest's spec.

    Raises Failure for anything else.
    """
    if isinstance(data, dict) and isinstance(data.get("spec"), dict) and set(data) <= set(_ENVELOPE):
        data = data["spec"]
    if not isinstance(data, dict) or not data:
        raise Failure("this is no request: it is not a mapping with members", USAGE, "give the JSON of a request")
    return data
