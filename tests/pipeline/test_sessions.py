"""A run longer than its credentials are valid, with and without automatic renewal."""

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
COMPLETE_RUN: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True, "follow_jobs": True}


class AssumedRoleAccount(Account):
    """An account with credentials of a role that the job assumes with its token."""

    def __init__(self, agent: str) -> None:
        variables = (os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"], os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
        super().__init__(agent, oidc.Oidc(ROLE, "release", 900, oidc.AUDIENCE, *variables, lambda _: None))


class ExpiringAccount(Account):
    """An account with credentials that expire soon."""

    def expires_in(self) -> float | None:
        """Return 40 minutes."""
        return 2400.0


@pytest.mark.parametrize("kind", TITLES)
def test_sessions_are_renewed_during_a_run(harness: Harness, kind: str) -> None:
    harness.serve("short-sessions", fresh=True)  # each session expires after twelve calls
    outcome = harness.run(harness.manifest(kind, "across"), account=AssumedRoleAccount, **COMPLETE_RUN)
    assert (outcome.exit_code, outcome.report.outputs()["arn"]) == (0, arn(kind, "across"))
    assert outcome.report.outputs()["status"] == "Completed"
    calls = Counter(outcome.calls)
    assert calls["AssumeRoleWithWebIdentity"] >= 3
    assert calls[f"Create{kind}"] == 1


def test_a_note_announces_the_expiry_of_credentials(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest("Algorithm", "ending"), account=ExpiringAccount)
    notes = [line for line in outcome.event_lines if "credentials" in line]
    assert notes == [
        "note: the credentials expire in 40 min: the run will then exit with code 5; "
        f"resume with `sagemaker-marketplace watch {arn('Algorithm', 'ending')}`, "
        "or use credentials that are renewed automatically: role-to-assume in a workflow, a profile elsewhere"
    ]


def test_no_note_if_the_run_ends_before_the_credentials_expire(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest("Algorithm", "soon"), account=ExpiringAccount, timeout_minutes=30)
    assert [line for line in outcome.event_lines if "credentials" in line] == []
