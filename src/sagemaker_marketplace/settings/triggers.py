"""The events of GitHub on which a run is allowed to change something in AWS, or to download data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..manifest.findings import USAGE, Failure
from .settings import Settings

if TYPE_CHECKING:
    from ..aws.errors import CredentialsRejected

CHANGES = ("create",)
# The events that only people with write access cause, and schedules.
# Source: GitHub documentation, events that trigger workflows; secure use reference.
TRUSTED_EVENTS = ("push", "release", "workflow_dispatch", "repository_dispatch", "schedule")
# Who causes other events, by how the name of the event begins.
_WHO_CAUSES = {
    "pull_request": "the author of a pull request would decide what is created in your account",
    "workflow_run": "the run before it can be one for a pull request, whose author would decide what is created",
    "merge_group": "a merge queue runs on pull requests that have not been merged",
    "issue": "anyone who can comment or open an issue could decide what is created in your account",
    "discussion": "anyone who can comment or open a discussion could decide what is created in your account",
}
_UNKNOWN_CAUSE = "people without write access might cause this event"


def refuse_changes(settings: Settings, event: str) -> None:
    """Refuse to change anything in AWS in a run that people without write access can cause.

    Raises Failure unless the event is one of TRUSTED_EVENTS, empty (no workflow), or allowed by the settings.
    """
    if settings.command in CHANGES and not settings.allow_untrusted_trigger:
        refuse_untrusted_trigger(settings.command, event)


def refused_credentials(settings: Settings, event: str, role: str = "") -> CredentialsRejected | None:
    """Return the failure for what a rehearsal would download on an event that people without write access can cause.

    Their container gets what their manifest names, and prints it. The same for the `role` of a manifest, whatever the
    command: they would choose which of the roles that trust the workflow it assumes. On `pull_request`, GitHub gives a
    fork no secrets and no token for a role, so credentials are those of an author with write access.
    """
    is_trusted = event in ("", "pull_request", *TRUSTED_EVENTS)
    if is_trusted or settings.allow_untrusted_trigger or not (role or settings.command == "rehearse"):
        return None
    # Imported here: a check does not need it.
    from ..aws.errors import CredentialsRejected

    if settings.command != "rehearse":
        return CredentialsRejected(
            f"role-to-assume of a manifest is not used on the event {event}",
            "use the input role-to-assume, which a pull request can't change",
            exit_code=USAGE,
        )
    return CredentialsRejected(
        f"no AWS credentials are used on the event {event}",
        "set allow-untrusted-trigger to true if you trust everyone who can cause it",
        exit_code=USAGE,
    )


def refuse_untrusted_trigger(command: str, event: str) -> None:
    """Refuse a command on an event that people without write access can cause.

    Raises Failure, which names who can cause it.
    """
    if event and event not in TRUSTED_EVENTS:
        who = next((who for start, who in _WHO_CAUSES.items() if event.startswith(start)), _UNKNOWN_CAUSE)
        raise Failure(
            f"{command} is not allowed on the event {event}",
            USAGE,
            f"{who}\nuse {', '.join(TRUSTED_EVENTS[:-1])} or {TRUSTED_EVENTS[-1]}, or set allow-untrusted-trigger\n"
            "to true if you trust everyone who can cause it",
        )
