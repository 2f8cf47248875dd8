"""What to do with a name that may exist already: a pure decision over what was asked and what is there."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..aws.statuses import reasons
from ..manifest import content, paths
from ..manifest.findings import AWS_REFUSED, VALIDATION_FAILED, Failure
from ..report import events
from ..report.messages import shorten
from .request import Request

NAME_IS_FIXED = "a certified resource can't be changed: give this content a new name"


class Decision(StrEnum):
    """What will be done; the words are those of the plan."""

    CREATE = "create"
    ATTACH = "attach"
    UNCHANGED = "unchanged"
    REPLACE = "replace"
    AWAIT_DELETION = "create after deletion"
    FAILED = "failed"
    CONFLICT = "conflict"

    @property
    def taken(self) -> str:
        """The output `action-taken` once this was carried out."""
        done = {Decision.ATTACH: "attached", Decision.UNCHANGED: "unchanged", Decision.REPLACE: "replaced"}
        return done.get(self, "created")


@dataclass(frozen=True)
class Plan:
    """A decision with its reason and the exact request."""

    decision: Decision
    reason: str
    request: dict[str, Any]
    filled: tuple[str, ...]
    differences: tuple[str, ...]
    untagged: dict[str, Any]
    pins: Mapping[str, str]

    @property
    def creates(self) -> bool:
        """Whether a create call will be sent."""
        return self.decision in (Decision.CREATE, Decision.REPLACE, Decision.AWAIT_DELETION)


def make(
    kind: Any, asked: Request, found: Mapping[str, Any] | None, replace_failed: bool, pins: Mapping[str, str]
) -> Plan:
    """Decide about a request, given what the service describes under its name (None: nothing).

    `pins` has the images ECR knows: URI by tag, URI by digest.
    """
    differences = compare(kind, asked.untagged, found, pins) if found else ()
    decision, reason = decide(found.get(kind.STATUS) if found else None, bool(differences), replace_failed)
    requests = (dict(asked.members), dict(asked.untagged))
    if decision in (Decision.REPLACE, Decision.AWAIT_DELETION) and found and "ClientToken" in asked.filled:
        # The old one may have been made with the same content: another token, or the service may answer with its ARN.
        for one in requests:
            one["ClientToken"] = content.token(asked.untagged, str(found.get("CreationTime")))
    return Plan(decision, reason, requests[0], asked.filled, differences, requests[1], pins)


def decide(status: str | None, differs: bool, replace_failed: bool) -> tuple[Decision, str]:
    """The table: status of what has the name (None: nothing), whether its content differs, and the setting."""
    if status is None:
        return Decision.CREATE, "nothing has this name"
    if status == "Deleting":
        return Decision.AWAIT_DELETION, "what had this name is being deleted"
    if status == "Failed" and replace_failed:
        return Decision.REPLACE, "what has this name has failed"
    if differs:
        also = "; or let replace-failed delete what has failed" if status == "Failed" else ""
        return Decision.CONFLICT, f"other content has this name ({status}): {NAME_IS_FIXED}{also}"
    if status == "Failed":
        return Decision.FAILED, "the same content has failed under this name; replace-failed deletes it and tries again"
    if status == "Completed":
        return Decision.UNCHANGED, "the same content is there and Completed"
    return Decision.ATTACH, f"the same content is there and {status}"


def refuse_impossible(
    manifest: str, kind: Any, plan: Plan, found: Mapping[str, Any] | None
) -> Generator[events.Event, None, None]:
    """Tell what is known of a resource that has failed.

    Raises Failure for a plan that can't be carried out.
    """
    if plan.decision is Decision.CONFLICT:
        raise Failure(f"{plan.request.get(kind.NAME)}: {plan.reason}", AWS_REFUSED, "\n".join(plan.differences))
    if plan.decision is Decision.FAILED and found:
        said = "; ".join(reasons(kind, found)) or "no reason is given"
        for name, value in (("arn", found[kind.ARN]), ("status", "Failed"), ("failure-reason", said)):
            yield events.OutputChanged(manifest, name, str(value))
        raise Failure(f"{plan.request.get(kind.NAME)} has Failed: {said}", VALIDATION_FAILED, plan.reason)


def compare(
    kind: Any, request: Mapping[str, Any], found: Mapping[str, Any], pins: Mapping[str, str]
) -> tuple[str, ...]:
    """A line for each member in which a described resource departs from the request.

    An image by its tag and the same by the digest the tag has (`pins`) are the same, unless the resource itself names
    another digest.
    """
    read_only = (
        kind.ARN,
        kind.STATUS,
        kind.DETAILS,
        "CreationTime",
        "CreatedBy",
        "LastModifiedTime",
        "LastModifiedBy",
        "ProductId",
    )
    described = {name: value for name, value in found.items() if name not in read_only}
    differences = content.differences(
        _pinned(request, pins), _pinned(described, pins), kind.NOT_DESCRIBED, kind.FILLED_IN
    )
    tagged = {pinned: f"{tag} ({pinned.partition('@')[2][:19]})" for tag, pinned in pins.items()}
    return tuple(
        f"{paths.text(path)}: the manifest says {shorten(_named(asked, tagged))}, the resource has {shorten(there)}"
        for path, asked, there in differences
    )


def _named(asked: Any, tagged: Mapping[str, str]) -> Any:
    """An image by the tag the manifest has."""
    return tagged.get(asked, asked) if isinstance(asked, str) else asked


def _pinned(value: Any, pins: Mapping[str, str]) -> Any:
    """A copy in which each image is named by its digest, as far as that is known."""
    if isinstance(value, list):
        return [_pinned(inner, pins) for inner in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _pinned(inner, pins) for key, inner in value.items()}
    if isinstance(copy.get("Tags"), list):
        copy["Tags"] = sorted(copy["Tags"], key=lambda tag: str(tag.get("Key")))  # a set to the service, in any order
    for member in ("Image", "TrainingImage"):
        image, digest = copy.get(member), copy.get(f"{member}Digest")
        if isinstance(image, str) and "@" not in image:
            repository = image.rpartition("/")[0] + "/" + image.rpartition("/")[2].partition(":")[0]
            copy[member] = f"{repository}@{digest}" if digest and image in pins else pins.get(image, image)
    return copy
