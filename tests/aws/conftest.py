"""A stand-in for GitHub and AWS, a clock, and what a job knows of itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from botocore.session import get_session
from tests.aws.stand_in import NOW, REQUEST_TOKEN, ROLE, StandIn, serving

from sagemaker_marketplace.aws.credentials.oidc import Oidc
from sagemaker_marketplace.aws.credentials.sessions import assume_role


@cache
def botocore_session() -> Any:
    """One session for the clients of STS: it keeps the service models it has read."""
    return get_session()


class Job:
    """A job that takes a role: its clock, the waits it made, and its settings."""

    def __init__(self, url: str) -> None:
        """Begin at noon."""
        self.url, self.time, self.waits = url, NOW, list[float]()

    def now(self) -> datetime:
        """The time on this machine."""
        return self.time

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)

    def oidc(self, **parts: Any) -> Oidc:
        """Sound settings; parts change some."""
        usual = Oidc(
            role=ROLE,
            session="sagemaker-marketplace-octo-churn-1",
            duration=3600,
            audience="sts.amazonaws.com",
            request_url=f"{self.url}/token?api-version=2.0",
            request_token=REQUEST_TOKEN,
            sleep=self.waits.append,
        )
        return replace(usual, **parts)

    def credentials(self, region: str = "us-east-2", agent: str = "", **parts: Any) -> Any:
        """Take the role."""
        return assume_role(self.oidc(**parts), region, agent, botocore_session(), self.now)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A server, and the only AWS there is."""
    for name in ("AWS_PROFILE", "AWS_CREDENTIAL_EXPIRATION", "AWS_STS_REGIONAL_ENDPOINTS"):
        monkeypatch.delenv(name, raising=False)
    settings = {
        "AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT",
        "AWS_SECRET_ACCESS_KEY": "of-the-environment",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with serving() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


@pytest.fixture
def job(stand_in: StandIn) -> Job:
    """A job whose token endpoint is the stand-in."""
    return Job(stand_in.url)
