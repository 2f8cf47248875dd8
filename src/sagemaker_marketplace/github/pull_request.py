"""The pull request of a run, from the event that started it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
COMMIT = re.compile("[0-9a-f]{40}([0-9a-f]{24})?")


@dataclass(frozen=True)
class PullRequest:
    """A pull request: the repository that it is in, its number, and the last commit of its branch, if that is known.

    `is_from_fork` is whether its branch is in another repository.
    """

    repository: str
    number: int
    commit: str
    is_from_fork: bool


def of_run(environment: Mapping[str, str]) -> PullRequest | None:
    """Return the pull request of the run with a runner's environment; None if the event has none.

    Source: GitHub's documentation, "Webhook events and payloads": the events pull_request, pull_request_target and
    pull_request_review have an object `pull_request`.
    """
    event = read_event(environment)
    found, repository = event.get("pull_request"), environment.get("GITHUB_REPOSITORY", "")
    number = found.get("number") if isinstance(found, dict) else None
    if type(number) is not int or number < 1 or not REPOSITORY.fullmatch(repository):
        return None
    head, base = _string(found, "head", "repo", "full_name"), _string(found, "base", "repo", "full_name")
    commit = _string(found, "head", "sha")
    # The repository of the branch is null if it was deleted.
    return PullRequest(repository, number, commit if COMMIT.fullmatch(commit) else "", head != base)


def read_event(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the event of the run with a runner's environment; empty if it can't be read."""
    try:
        event = json.loads(Path(environment.get("GITHUB_EVENT_PATH", "")).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _string(data: Any, *keys: str) -> str:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""
