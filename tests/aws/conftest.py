"""Fixtures: a local server for GitHub and AWS, and a job with a clock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from botocore.session import get_session
from tests.aws.local_server import NOW, REQUEST_TOKEN, ROLE, LocalServer, run_server

from sagemaker_marketplace.aws.credentials.oidc import Oidc
from sagemaker_marketplace.aws.credentials.sessions import assume_role


@cache
def botocore_session() -> Any:
    """Return a session shared by the STS clients, which caches the service models."""
    return get_session()


class Job:
    """A job that assumes a role: its clock, its waits between attempts, and its settings."""

    def __init__(self, url: str) -> None:
        """Start at NOW."""
        self.url, self.time, self.waits = url, NOW, list[float]()

    def now(self) -> datetime:
        """Return the time of the job's clock."""
        return self.time

    def advance(self, seconds: float) -> None:
        """Advance the clock."""
        self.time += timedelta(seconds=seconds)

    def oidc(self, **changes: Any) -> Oidc:
        """Return valid settings with some changed."""
        defaults = Oidc(
            role=ROLE,
            session="sagemaker-marketplace-octo-churn-1",
            duration=3600,
            audience="sts.amazonaws.com",
            request_url=f"{self.url}/token?api-version=2.0",
            request_token=REQUEST_TOKEN,
            sleep=self.waits.append,
        )
        return replace(defaults, **changes)

    def credentials(self, region: str = "us-east-2", agent: str = "", **changes: Any) -> Any:
        """Assume the role and return the credentials."""
        return assume_role(self.oidc(**changes), region, agent, botocore_session(), self.now)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """Yield the server; all calls of AWS go to it."""
    for name in ("AWS_PROFILE", "AWS_CREDENTIAL_EXPIRATION", "AWS_STS_REGIONAL_ENDPOINTS"):
        monkeypatch.delenv(name, raising=False)
    settings = {
        "AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT",
        "AWS_SECRET_ACCESS_KEY": "secret-in-the-environment",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with run_server() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


@pytest.fixture
def job(server: LocalServer) -> Job:
    """Return a job whose token endpoint is the local server."""
    return Job(server.url)
