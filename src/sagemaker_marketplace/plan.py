"""What to do with a name that may exist already: a pure decision over what was asked and what is there."""

from __future__ import annotations

from enum import StrEnum

from .core import content, paths
from .core.narration import shorten
from .core.records import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

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


class Plan(Frozen):
    """A decision with its reason and the exact request."""

    decision: Decision
    reason: str
    request: dict[str, Any]
    filled: tuple[str, ...]
    differences: tuple[str, ...] = ()


def make(kind: Any, spec: Mapping[str, Any], found: Mapping[str, Any] | None, replace_failed: bool) -> Plan:
    """Decide about a manifest's spec, given what the service describes under its name (None: nothing)."""
    request, filled = kind.request(spec)
    differences = compare(kind, request, found) if found else ()
    decision, reason = decide(found.get(kind.STATUS) if found else None, bool(differences), replace_failed)
    if decision in (Decision.REPLACE, Decision.AWAIT_DELETION) and found and "ClientToken" in filled:
        # The old one may have been made with the same content: another token, or the service may answer with its ARN.
        request["ClientToken"] = content.token(request, str(found.get("CreationTime")))
    return Plan(decision, reason, request, filled, differences)


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


def compare(kind: Any, request: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
    """A line for each member in which a described resource departs from the request."""
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
    departures = content.departures(dict(request), described, kind.UNANSWERED, kind.FILLED)
    return tuple(
        f"{paths.text(path)}: the manifest says {shorten(asked)}, the resource has {shorten(there)}"
        for path, asked, there in departures
    )
