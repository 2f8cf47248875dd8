"""A rehearsal with role-to-assume: in a job without a token, as that of a fork, it runs without credentials."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.settings import login
from sagemaker_marketplace.settings.settings import Settings

ROLE = "arn:aws:iam::123456789012:role/release"
TOKEN = {
    "GITHUB_ACTIONS": "true",
    "ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.actions.githubusercontent.com/x",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "abc",
}


def test_a_job_without_a_token() -> None:
    assert login.oidc(Settings(command="rehearse", role_to_assume=ROLE), {"GITHUB_ACTIONS": "true"}, Clock()) is None
    with pytest.raises(Failure):
        login.oidc(Settings(command="plan", role_to_assume=ROLE), {"GITHUB_ACTIONS": "true"}, Clock())


def test_a_job_with_a_token() -> None:
    oidc = login.oidc(Settings(command="rehearse", role_to_assume=ROLE), TOKEN, Clock())
    assert oidc
    assert oidc.role == ROLE
