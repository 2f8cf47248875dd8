"""The events of GitHub on which a run may change something in AWS."""

from __future__ import annotations

from ..manifest.findings import USAGE, Failure
from .settings import Settings

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
