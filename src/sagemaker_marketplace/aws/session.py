"""The AWS account of one run: its clients are created on first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import __version__
from ..facts.facts import Facts
from ..manifest.findings import USAGE, Failure
from .call_log import CallLog
from .credentials import hints, sessions
from .credentials.oidc import Oidc
from .errors import MISSING, CredentialsError, Translate, translate
from .jobs import Jobs
from .logs import Logs
from .queries import Clients, Queries
from .roles import Roles
from .sagemaker import Resources

AGENT = f"sagemaker-marketplace-action/{__version__}"
TIMEOUT_SECONDS = 30
_ATTEMPTS = 5


class Account:
    """The AWS account that the credentials belong to."""

    def __init__(
        self,
        agent: str,
        oidc: Oidc | None = None,
        timeout: float = TIMEOUT_SECONDS,
        profile: str = "",
        host: str = "",
        call_log: CallLog | None = None,
    ) -> None:
        """`agent` is added to the user agent of each call; `oidc` is a role to assume instead of using the
        environment's credentials, `profile` a profile of the AWS CLI's files. A `timeout` below the default, in
        seconds, means that no call is retried. `host` is a name of `credentials.hints`; without it hints are general.
        """
        self._agent, self._oidc, self._timeout = agent, oidc, timeout
        self._profile, self._host, self._call_log = profile, host, call_log
        self._attempts = _ATTEMPTS if timeout >= TIMEOUT_SECONDS else 1
        self._session: Any = None
        self._core: Any = None  # botocore's session, with the configuration files
        self._resources: dict[str, Resources] = {}
        self._clients: Clients | None = None

    def resources(self, region: str) -> Resources:
        """Return SageMaker's resources in a Region."""
        if region not in self._resources:
            self._resources[region] = Resources(
                self.client(region), lambda: self._client(region, 1), self._translate(region)
            )
        return self._resources[region]

    def queries(self, region: str, today: str, facts: Facts) -> Queries:
        """Return the queries about what a manifest of this Region names; `today` is YYYY-MM-DD."""
        return Queries(
            lambda service, in_region: self.client(in_region, service), region, today, facts, self._translate(region)
        )

    def client(self, region: str, service: str = "sagemaker") -> Any:
        """Return boto3's client of a service, which retries failed calls; the same one each time."""
        self._clients = self._clients or Clients(lambda name, where: self._client(where, self._attempts, name))
        return self._clients(service, region)

    def roles(self, region: str) -> Roles:
        """Return IAM's roles, at the endpoint of the Region's partition."""
        return Roles(self.client(region, "iam"), self._translate(region))

    def jobs(self, region: str, now: Callable[[], float]) -> Jobs:
        """Return the jobs of a Region, to be shared by all resources watched there; `now` returns seconds."""
        return Jobs(self.client(region), now, self._translate(region))

    def logs(self, region: str) -> Logs:
        """Return the logs of a Region."""
        return Logs(self.client(region, "logs"), self._translate(region))

    def expires_in(self) -> float | None:
        """Return the seconds until the credentials expire; None if they are renewed, or the time is unknown."""
        return sessions.expires_in(self._session) if self._session else None

    def _translate(self, region: str) -> Translate:
        """Return a function that translates errors, with the fix for a problem with credentials in this setup."""

        def translate_here(error: Exception, operation: str, service: str = "sagemaker") -> Exception:
            translated = translate(error, operation, service)
            if isinstance(translated, CredentialsError) and translated.problem and self._core and self._host:
                method = sessions.method(self._core) if translated.problem != MISSING else ""
                setup = hints.find_setup(self._core, self._host, method)
                translated.hint = hints.fix(setup, translated.problem, region)
            return translated

        return translate_here

    def _open(self, region: str) -> Any:
        import boto3

        if self._oidc is None:
            self._core = sessions.open_profile(self._profile, self._host)
            if self._call_log:
                self._call_log.attach(self._core)
            sessions.expires_in(self._core)  # an invalid date fails here, not during a watch
        else:
            self._core = sessions.open_session(self._oidc, region, self._agent, call_log=self._call_log)
        return boto3.session.Session(botocore_session=self._core)

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        config = Config(
            connect_timeout=self._timeout,
            read_timeout=self._timeout,
            # Adaptive mode slows down before AWS throttles; a call that is sent once has nothing to adapt.
            retries={"mode": "adaptive" if attempts > 1 else "standard", "total_max_attempts": attempts},
            user_agent_extra=self._agent,
        )
        try:
            self._session = self._session or self._open(region)
            return self._session.client(service, region_name=region, config=config)
        except BotoCoreError as error:
            raise self._translate(region)(error, "creating a client") from None
        except ValueError as error:  # botocore, for an endpoint that is not a URL
            message = " ".join(str(error).split())
            raise Failure(message[:1].lower() + message[1:], USAGE, "fix AWS_ENDPOINT_URL, or unset it") from None
