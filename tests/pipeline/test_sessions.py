"""A whole release across several lifetimes of its credentials, and the end of those that nobody renews."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness

from sagemaker_marketplace.aws.credentials import oidc
from sagemaker_marketplace.aws.session import Account

ROLE = "arn:aws:iam::123456789012:role/release"
WHOLE: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True, "follow_jobs": True}


class Assuming(Account):
    """An account whose credentials are those of a role that the job takes with its token."""

    def __init__(self, agent: str) -> None:
        variables = (os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"], os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
        super().__init__(agent, oidc.Oidc(ROLE, "release", 900, oidc.AUDIENCE, *variables, lambda _: None))


class Ending(Account):
    """An account whose credentials end in so many seconds."""

    def expires_in(self) -> float | None:
        """Forty minutes."""
        return 2400.0


@pytest.mark.parametrize("kind", TITLES)
def test_a_release_across_many_sessions(harness: Harness, kind: str) -> None:
    harness.serve("short-sessions", fresh=True)  # each session is over after twelve calls
    outcome = harness.run(harness.manifest(kind, "across"), account=Assuming, **WHOLE)
    assert (outcome.exit_code, outcome.report.outputs()["arn"]) == (0, arn(kind, "across"))
    assert outcome.report.outputs()["status"] == "Completed"
    calls = Counter(outcome.calls)
    assert calls["AssumeRoleWithWebIdentity"] >= 3
    assert calls[f"Create{kind}"] == 1


def test_the_end_of_credentials_is_told_ahead(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest("Algorithm", "ending"), account=Ending)
    told = [line for line in outcome.event_lines if "credentials" in line]
    assert told == [
        "note: the credentials expire in 40 min: the step will then exit with code 5; "
        f"resume with `sagemaker-marketplace watch {arn('Algorithm', 'ending')}`, "
        "or use role-to-assume, which renews them automatically"
    ]


def test_what_ends_before_the_credentials_needs_no_warning(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest("Algorithm", "soon"), account=Ending, timeout_minutes=30)
    assert [line for line in outcome.event_lines if "credentials" in line] == []
