"""Decides what to do with a name that may exist already, by comparing the request with the existing resource."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..aws.statuses import reasons
from ..manifest import content
from ..manifest.findings import CONFLICT, VALIDATION_FAILED, Failure
from ..report import events
from .request import Request

USE_NEW_NAME = "certified resources are immutable; use a new name"


class Decision(StrEnum):
    """What create will do; the values are part of the JSON report."""

    CREATE = "create"
    ATTACH = "attach"
    UNCHANGED = "unchanged"
    REPLACE = "replace"
    CREATE_AFTER_DELETION = "create-after-deletion"
    CREATE_UNLESS_EXISTS = "create-unless-exists"
    FAILED = "failed"
    CONFLICT = "conflict"

    @property
    def action(self) -> str:
        """The value of the output `action-taken` once the decision has been carried out."""
        actions = {Decision.ATTACH: "attached", Decision.UNCHANGED: "unchanged", Decision.REPLACE: "replaced"}
        return actions.get(self, "created")

    def explain(self, name: str, region: str, status: str) -> str:
        """The decision as a sentence; `status` is the existing resource's."""
        return {
            Decision.CREATE: f"{name} will be created: no resource with this name in {region}",
            Decision.ATTACH: f"{name} will be watched: already exists with the same content ({status})",
            Decision.UNCHANGED: f"no changes to {name}: already exists with the same content ({status})",
            Decision.REPLACE: f"{name} will be replaced: the existing resource failed validation",
            Decision.CREATE_AFTER_DELETION: f"{name} will be created once the existing resource is deleted",
            Decision.CREATE_UNLESS_EXISTS: (
                f"{name} will be created unless it exists: no permission to look it up in {region}"
            ),
            Decision.FAILED: f"failed: {name} exists with the same content and failed validation",
            Decision.CONFLICT: f"conflict: {name} exists with different content ({status})",
        }[self]


_CREATING = (Decision.CREATE, Decision.REPLACE, Decision.CREATE_AFTER_DELETION, Decision.CREATE_UNLESS_EXISTS)


@dataclass(frozen=True)
class Plan:
    """A decision with its reason and the exact request."""

    decision: Decision
    reason: str
    request: dict[str, Any]
    added_fields: tuple[str, ...]
    differences: tuple[events.Difference, ...]
    untagged_request: dict[str, Any]
    pinned_images: Mapping[str, str]

    @property
    def creates(self) -> bool:
        """Whether a create call will be sent."""
        return self.decision in _CREATING


def make_plan(
    kind: Any,
    region: str,
    request: Request,
    existing: Mapping[str, Any] | None,
    replace_failed: bool,
    pinned_images: Mapping[str, str],
) -> Plan:
    """Decide about a request.

    `existing` describes the resource with the same name, None if there is none. `pinned_images` maps image URIs with a
    tag to the same URIs with the digest that ECR has for the tag.
    """
    differences = compare(kind, request.untagged_fields, existing, pinned_images) if existing else ()
    status = str(existing.get(kind.STATUS)) if existing else None
    decision = decide(status, bool(differences), replace_failed)
    reason = decision.explain(str(request.fields.get(kind.NAME)), region, status or "")
    return Plan(
        decision,
        reason,
        request.fields,
        request.added_fields,
        differences,
        request.untagged_fields,
        pinned_images,
    )


def decide(status: str | None, differs: bool, replace_failed: bool) -> Decision:
    """Decide by the existing resource's status (None: there is none), whether its content differs, and the setting."""
    if status is None:
        return Decision.CREATE
    if status == "Deleting":
        return Decision.CREATE_AFTER_DELETION
    if status == "Failed" and replace_failed:
        return Decision.REPLACE
    if differs:
        return Decision.CONFLICT
    return {"Failed": Decision.FAILED, "Completed": Decision.UNCHANGED}.get(status, Decision.ATTACH)


def stop_if_blocked(
    manifest: str, kind: Any, plan: Plan, existing: Mapping[str, Any] | None
) -> Generator[events.Event, None, None]:
    """Raise Failure for a conflict or a resource that failed validation; of the latter, yield its outputs first."""
    if plan.decision is Decision.CONFLICT:
        hint = USE_NEW_NAME
        if existing and existing.get(kind.STATUS) == "Failed":
            hint = f"{hint}, or set replace-failed to delete the failed resource"
        raise Failure(plan.reason, CONFLICT, hint)
    if plan.decision is Decision.FAILED and existing:
        reason = "; ".join(reasons(kind, existing)) or "AWS gave no reason"
        for name, value in (("arn", existing[kind.ARN]), ("status", "Failed"), ("failure-reason", reason)):
            yield events.OutputChanged(manifest, name, str(value))
        hint = "set replace-failed to delete the resource and create it again"
        message = f"{plan.request.get(kind.NAME)} failed validation: {reason}"
        raise Failure(message, VALIDATION_FAILED, hint)


def compare(
    kind: Any, request: Mapping[str, Any], existing: Mapping[str, Any], pinned_images: Mapping[str, str]
) -> tuple[events.Difference, ...]:
    """Return each requested field in which an existing resource differs.

    The resource was found by its name, which AWS compares without regard to case. Of its tags those with a requested
    key count.
    An image named by tag equals the same image named by the tag's digest (`pinned_images`), unless the resource itself
    names another digest.
    """
    requested = {name: value for name, value in request.items() if name != kind.NAME}
    keys = [tag.get("Key") for tag in request.get("Tags") or ()]
    described = dict(existing)
    if described.get("Tags"):
        described["Tags"] = [tag for tag in described["Tags"] if tag.get("Key") in keys]
    pinned_request, pinned_existing = _pin(requested, pinned_images), _pin(described, pinned_images)
    tags = {pinned: tag for tag, pinned in pinned_images.items()}
    return tuple(
        events.Difference(path, old, tags[new], new.partition("@")[2])
        if isinstance(new, str) and new in tags
        else events.Difference(path, old, new)
        for path, new, old in content.differences(pinned_request, pinned_existing, kind.NOT_DESCRIBED)
    )


def _pin(value: Any, pinned_images: Mapping[str, str]) -> Any:
    """A copy in which each image is named by its digest, where that is known."""
    if isinstance(value, list):
        return [_pin(item, pinned_images) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _pin(item, pinned_images) for key, item in value.items()}
    if isinstance(copy.get("Tags"), list):
        copy["Tags"] = sorted(copy["Tags"], key=lambda tag: str(tag.get("Key")))  # the service keeps no order
    for field in ("Image", "TrainingImage"):
        image, digest = copy.get(field), copy.get(f"{field}Digest")
        if isinstance(image, str) and "@" not in image:
            repository = image.rpartition("/")[0] + "/" + image.rpartition("/")[2].partition(":")[0]
            known = bool(digest) and image in pinned_images
            copy[field] = f"{repository}@{digest}" if known else pinned_images.get(image, image)
    return copy
