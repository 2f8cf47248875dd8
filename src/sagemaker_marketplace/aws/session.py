"""Clients for one run: made when first needed, in the manifest's Region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..facts.facts import Facts
from ..manifest.findings import USAGE, Failure
from .credentials.oidc import Oidc
from .errors import translate
from .jobs import Jobs
from .logs import Logs
from .queries import Clients, Queries
from .roles import Roles
from .sagemaker import Resources

_TIMEOUT_SECONDS = 30
_ATTEMPTS = 5


class Account:
    """The AWS account the environment's credentials belong to."""

    def __init__(self, agent: str, oidc: Oidc | None = None, timeout: float = _TIMEOUT_SECONDS) -> None:
        """`agent` is added to the user agent of each call; `oidc` is a role to take instead of the environment's
        credentials; `timeout` is how many seconds an answer may take: who has less than the usual asks once."""
        self._agent, self._oidc, self._timeout = agent, oidc, timeout
        self._attempts = _ATTEMPTS if timeout >= _TIMEOUT_SECONDS else 1
        self._session: Any = None
        self._resources: dict[str, Resources] = {}
        self._clients: Clients | None = None

    def resources(self, region: str) -> Resources:
        """SageMaker's resources in a Region."""
        if region not in self._resources:
            self._resources[region] = Resources(self.client(region), lambda: self._client(region, 1))
        return self._resources[region]

    def queries(self, region: str, today: str, facts: Facts) -> Queries:
        """The account to ask about what a manifest of this Region names; `today` is YYYY-MM-DD."""

        return Queries(lambda service, where: self.client(where, service), region, today, facts)

    def client(self, region: str, service: str = "sagemaker") -> Any:
        """boto3's client of a service that repeats failed calls, the same one each time."""

        self._clients = self._clients or Clients(lambda named, where: self._client(where, self._attempts, named))
        return self._clients(service, region)

    def roles(self, region: str) -> Roles:
        """IAM's roles, by the endpoint of a Region's partition."""

        return Roles(self.client(region, "iam"))

    def jobs(self, region: str, now: Callable[[], float]) -> Jobs:
        """The jobs of a Region, to be shared by all who follow some; `now` counts seconds."""

        return Jobs(self.client(region), now)

    def logs(self, region: str) -> Logs:
        """The logs of a Region."""

        return Logs(self.client(region, "logs"))

    def expires_in(self) -> float | None:
        """Seconds until the credentials end for good; None where they are renewed, or nothing is known of an end."""

        from .credentials import sessions

        return sessions.expires_in(self._session) if self._session else None

    def _open(self, region: str) -> Any:
        import boto3

        from .credentials import sessions

        if self._oidc is None:
            session = boto3.session.Session()
            sessions.expires_in(session)  # a date that is none is told here, not in the middle of a watch
            return session
        return boto3.session.Session(botocore_session=sessions.opened(self._oidc, region, self._agent))

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        config = Config(
            connect_timeout=self._timeout,
            read_timeout=self._timeout,
            # Adaptive slows down before AWS has to turn calls away; a call that is sent once has nothing to adapt.
            retries={"mode": "adaptive" if attempts > 1 else "standard", "total_max_attempts": attempts},
            user_agent_extra=self._agent,
        )
        try:
            self._session = self._session or self._open(region)
            return self._session.client(service, region_name=region, config=config)
        except BotoCoreError as error:
            raise translate(error, "opening a session") from None
        except ValueError as error:  # how botocore tells of an endpoint that is no URL
            raise Failure(f"no client can be made: {error}", USAGE, "mend AWS_ENDPOINT_URL, or unset it") from None
