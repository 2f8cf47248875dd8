"""Builds the exact request: the manifest's spec with its role set, its images pinned and provenance tags added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..aws import ecr
from ..aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ..manifest import content, fields
from ..manifest.document import Document

PREFIX = "sagemaker-marketplace:"
# The tag that proves which invocation of the program created a resource: its value is random.
INVOCATION_TAG = f"{PREFIX}invocation"
# Source: service model, Tags (0 to 50) and Tag.Value (`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, at most 256).
_MAX_TAGS, _MAX_TAG_LENGTH = 50, 256
_DIGEST_LENGTH_SHOWN = 19


@dataclass(frozen=True)
class Request:
    """The fields to send, what was added to the manifest's, and the same fields without provenance tags.

    The latter are for a caller who is not allowed to add tags.
    """

    fields: dict[str, Any]
    added_fields: tuple[str, ...]
    untagged_fields: dict[str, Any]


def resolve_digests(document: Document, account: Queries) -> dict[str, str]:
    """Map the URI of each image named by a tag to the same URI with the digest that ECR has for the tag now.

    An image that ECR does not have, or that the caller has no permission to describe, is left out. Raises Failure
    without credentials.
    """
    pinned = {}
    for image in fields.images(document):
        if image.digest:
            continue
        try:
            digest = ecr.current_digest(account, image)
        except (NotFound, PermissionMissing, NoAnswer):
            continue
        host = image.uri.partition("/")[0]
        pinned[image.uri] = f"{host}/{image.repository}@{digest}"
    return pinned


def build_request(
    kind: Any,
    spec: Mapping[str, Any],
    pinned_images: Mapping[str, str],
    provenance_tags: Mapping[str, str],
    role: str = "",
    invocation: str = "",
) -> Request:
    """Build the request for a manifest's spec; `role` becomes the ValidationRole if it is not empty.

    With an `invocation`, the ClientToken is this invocation's own: the service then never answers with the ARN of a
    resource that another run created. The unique name prevents a second resource.
    """
    added = ["ValidationSpecification.ValidationRole"] if role else []
    untagged, added_by_kind = kind.request(_replace_images(set_role(spec, role), pinned_images))
    added += added_by_kind
    if invocation and "ClientToken" in added_by_kind:
        untagged["ClientToken"] = content.token(untagged, invocation)
    for image, pinned in pinned_images.items():
        digest = pinned.partition("@")[2][:_DIGEST_LENGTH_SHOWN]
        added.append(f"{image.partition('/')[2]} pinned to {digest}")
    tags = _tags_to_add(untagged, provenance_tags)
    if not tags:
        return Request(untagged, tuple(added), untagged)
    return Request({**untagged, "Tags": [*untagged.get("Tags", ()), *tags]}, (*added, "Tags"), untagged)


def set_role(spec: Mapping[str, Any], role: str) -> dict[str, Any]:
    """A copy of the spec with this ValidationRole; an unchanged copy if `role` is empty."""
    if not role:
        return dict(spec)
    return {**spec, "ValidationSpecification": {**spec.get("ValidationSpecification", {}), "ValidationRole": role}}


def provenance_tags(run: Mapping[str, str], spec: Mapping[str, Any], invocation: str = "") -> dict[str, str]:
    """Tags that record where a resource comes from: repository, commit, run and attempt, and the digest of the spec.

    `run` has the environment variables of the GitHub Actions run. The tag of the invocation comes first: it is kept if
    there is room for only one.
    """
    origin = {
        "repository": run.get("GITHUB_REPOSITORY"),
        "commit": run.get("GITHUB_SHA"),
        "run": run.get("GITHUB_RUN_ID"),
        "attempt": run.get("GITHUB_RUN_ATTEMPT"),
    }
    tags = {f"{PREFIX}{name}": value for name, value in origin.items() if value}
    return {**({INVOCATION_TAG: invocation} if invocation else {}), **tags, f"{PREFIX}manifest": content.digest(spec)}


def _replace_images(value: Any, pinned_images: Mapping[str, str], field: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _replace_images(item, pinned_images, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_replace_images(item, pinned_images) for item in value]
    return pinned_images.get(value, value) if field in ("Image", "TrainingImage") else value


def _tags_to_add(request: Mapping[str, Any], tags: Mapping[str, str]) -> list[dict[str, str]]:
    """The tags to add: none to a version in a group, which can't have tags, and none beyond the API's maximum."""
    own = request.get("Tags") or []
    if "ModelPackageGroupName" in request:
        return []
    keys = {tag.get("Key") for tag in own if isinstance(tag, dict)}
    added = [
        {"Key": key, "Value": re.sub(r"[^\w .:/=+@-]", "-", value)[:_MAX_TAG_LENGTH]}
        for key, value in tags.items()
        if key not in keys
    ]
    return added[: max(0, _MAX_TAGS - len(own))]
