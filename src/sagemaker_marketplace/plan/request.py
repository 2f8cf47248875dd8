"""The exact request: the manifest's spec with its role filled in, its images pinned and provenance tags added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..aws import ecr
from ..aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ..manifest import content, fields
from ..manifest.document import Document

PREFIX = "sagemaker-marketplace:"
# Source: service model, Tags (0 to 50) and Tag.Value (`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, at most 256).
_MOST_TAGS, _MOST_OF_A_TAG = 50, 256
_SHOWN_OF_A_DIGEST = 19


@dataclass(frozen=True)
class Request:
    """What is sent, what was filled in, and the same without provenance tags, for a caller who may not tag."""

    members: dict[str, Any]
    filled: tuple[str, ...]
    untagged: dict[str, Any]


def pins(document: Document, account: Queries) -> dict[str, str]:
    """Each image named by a tag that ECR has: its URI, and the same with the digest the tag has now.

    An image that ECR has not, or may not be asked about, is left out. Raises Failure where there are no credentials.
    """
    found = {}
    for image in fields.images(document):
        if image.digest:
            continue
        try:
            digest = ecr.described(account, image)["imageDigest"]
        except (NotFound, PermissionMissing, NoAnswer):
            continue
        host = image.uri.partition("/")[0]
        found[image.uri] = f"{host}/{image.repository}@{digest}"
    return found


def make(
    kind: Any, spec: Mapping[str, Any], pinned: Mapping[str, str], provenance: Mapping[str, str], role: str = ""
) -> Request:
    """Make the request of a manifest's spec: `role` is put where there is no ValidationRole.

    The ClientToken is made before the tags come in: two runs of the same content are the same request.
    """
    whole, filled = with_role(spec, role), ["ValidationSpecification.ValidationRole"] if role else []
    whole = replaced(whole, pinned)
    untagged, by_kind = kind.request(whole)
    filled += [*by_kind, *(_pin(old, new) for old, new in pinned.items())]
    tags = _added(untagged, provenance)
    if not tags:
        return Request(untagged, tuple(filled), untagged)
    return Request({**untagged, "Tags": [*untagged.get("Tags", ()), *tags]}, (*filled, "Tags"), untagged)


def with_role(spec: Mapping[str, Any], role: str) -> dict[str, Any]:
    """The spec with this ValidationRole, if there is one to put in."""
    if not role:
        return dict(spec)
    return {**spec, "ValidationSpecification": {**spec.get("ValidationSpecification", {}), "ValidationRole": role}}


def replaced(value: Any, texts: Mapping[str, str], member: str = "") -> Any:
    """A copy in which the images that are keys of `texts` are its values."""
    if isinstance(value, dict):
        return {key: replaced(inner, texts, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, texts) for inner in value]
    return texts.get(value, value) if member in ("Image", "TrainingImage") else value


def provenance(run: Mapping[str, str], spec: Mapping[str, Any]) -> dict[str, str]:
    """Where a resource comes from, by tag key: repository, commit and run as the runner tells, the content's digest."""
    told = {
        "repository": run.get("GITHUB_REPOSITORY"),
        "commit": run.get("GITHUB_SHA"),
        "run": run.get("GITHUB_RUN_ID"),
    }
    tags = {f"{PREFIX}{name}": value for name, value in told.items() if value}
    return {**tags, f"{PREFIX}manifest": content.digest(spec)}


def _pin(tagged: str, pinned: str) -> str:
    return f"{tagged.partition('/')[2]} as {pinned.partition('@')[2][:_SHOWN_OF_A_DIGEST]}"


def _added(members: Mapping[str, Any], tags: Mapping[str, str]) -> list[dict[str, str]]:
    """The tags to add: none to a version in a group, which takes none, and none beyond what the API takes."""
    own = members.get("Tags") or []
    if "ModelPackageGroupName" in members:
        return []
    keys = {tag.get("Key") for tag in own if isinstance(tag, dict)}
    free = _MOST_TAGS - len(own)
    return list(_written((key, value) for key, value in tags.items() if key not in keys))[: max(0, free)]


def _written(tags: Iterator[tuple[str, str]]) -> Iterator[dict[str, str]]:
    for key, value in tags:
        yield {"Key": key, "Value": re.sub(r"[^\w .:/=+@-]", "-", value)[:_MOST_OF_A_TAG]}
