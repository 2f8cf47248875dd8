"""The Region of a request that is converted."""

from __future__ import annotations

import json
import re
from typing import Any

from ..manifest import foreign, paths
from ..manifest.findings import USAGE, Failure

_NAME = r"[a-z]{2,4}(?:-[a-z]+)+-[0-9]+"
_MENTION = re.compile(rf"(?:\.dkr\.ecr\.|:sagemaker:)({_NAME})[.:]")
# Sources: the envelope of EventBridge events; the content of CloudTrail records; the AWS provider of Terraform 6.
_FIELDS = ("region", "awsRegion")


def declared(found: foreign.Request, data: Any) -> str:
    """The Region in a field beside or in the request, such as that of an event or of a call; empty if there is none."""
    for path in (found.path, found.path[:-1]):
        holder = next((value for _, value in paths.matches(data, path)), None)
        for field in _FIELDS:
            value = holder.get(field) if isinstance(holder, dict) else None
            if isinstance(value, str) and re.fullmatch(_NAME, value):
                return value
    return ""


def only_one(source: str, request: Any, data: Any) -> str:
    """The Region in a request's ARNs and image hosts, or else in those of the whole file.

    Raises Failure unless it is exactly one.
    """
    names = _mentioned(request) or _mentioned(data)
    if len(names) == 1:
        return names[0]
    named = f"names several Regions: {', '.join(names)}" if names else "names no Region"
    raise Failure(f"{source} {named}", USAGE, "set one with --region")


def _mentioned(data: Any) -> list[str]:
    return sorted(set(_MENTION.findall(json.dumps(data, default=str))))
