"""Clients for one run: made when first needed, in the manifest's Region."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.facts import Facts
    from .questions import Clients, Questions
    from .roles import Roles
    from .sagemaker import Resources

_TIMEOUT_SECONDS = 30
_ATTEMPTS = 5


class Account:
    """The AWS account the environment's credentials belong to."""

    def __init__(self, agent: str) -> None:
        """`agent` is added to the user agent of each call."""
        self._agent = agent
        self._session: Any = None
        self._resources: dict[str, Resources] = {}
        self._clients: Clients | None = None

    def resources(self, region: str) -> Resources:
        """SageMaker's resources in a Region."""
        if region not in self._resources:
            from .sagemaker import Resources

            self._resources[region] = Resources(self._client(region, _ATTEMPTS), lambda: self._client(region, 1))
        return self._resources[region]

    def questions(self, region: str, today: str, facts: Facts) -> Questions:
        """The account to ask about what a manifest of this Region names; `today` is YYYY-MM-DD."""
        from .questions import Clients, Questions

        self._clients = self._clients or Clients(lambda service, where: self._client(where, _ATTEMPTS, service))
        return Questions(self._clients, region, today, facts)

    def roles(self, region: str) -> Roles:
        """IAM's roles, by the endpoint of a Region's partition."""
        from .roles import Roles

        return Roles(self._client(region, _ATTEMPTS, "iam"))

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        from ..core.diagnostics import USAGE, Failure
        from .faults import sort

        config = Config(
            connect_timeout=_TIMEOUT_SECONDS,
            read_timeout=_TIMEOUT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": attempts},
            user_agent_extra=self._agent,
        )
        try:
            self._session = self._session or boto3.session.Session()
            return self._session.client(service, region_name=region, config=config)
        except BotoCoreError as error:
            raise sort(error, "opening a session") from None
        except ValueError as error:  # how botocore tells of an endpoint that is no URL
            raise Failure(f"no client can be made: {error}", USAGE, "mend AWS_ENDPOINT_URL, or unset it") from None
