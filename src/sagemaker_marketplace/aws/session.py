"""An AWS account of a run: its clients are created on first use."""

from __future__ import annotations

from threading import RLock
from typing import Any

from .. import __version__
from ..facts.facts import Facts
from ..manifest.findings import USAGE, Failure
from .call_log import CallLog
from .credentials import hints, sessions
from .credentials.assumed_role import AssumedRole
from .credentials.oidc import Oidc
from .errors import MISSING, CredentialsError, Translate, translate
from .jobs import Jobs
from .logs import Logs
from .queries import Clients, Queries
from .rate_limits import RateLimits
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
        role: Oidc | AssumedRole | None = None,
        timeout: float = TIMEOUT_SECONDS,
        profile: str = "",
        host: str = "",
        call_log: CallLog | None = None,
        refusal: CredentialsError | None = None,
        limits: RateLimits | None = None,
    ) -> None:
        """`agent` is added to the user agent of each call; `role` is a role to assume instead of using the
        environment's credentials, `profile` a profile of the AWS CLI's files. A `timeout` below the default, in
        seconds, means that no call is retried. `host` is a name of `credentials.hints`; without it hints are general.
        With a `refusal`, no credentials are used, and each call raises it. `limits` limits the rate of the calls.
        """
        self._agent, self._role, self._timeout = agent, role, timeout
        self._profile, self._host, self._call_log = profile, host, call_log
        self._refusal, self._limits = refusal, limits
        self._attempts = _ATTEMPTS if timeout >= TIMEOUT_SECONDS else 1
        self._session: Any = None
        self._core: Any = None  # botocore's session, with the configuration files
        self._open_error: Failure | None = None
        self._resources: dict[str, Resources] = {}
        self._clients = Clients(lambda name, where: self._client(where, self._attempts, name))
        self._opening = RLock()

    def resources(self, region: str) -> Resources:
        """Return SageMaker's resources in a Region."""
        if region not in self._resources:
            resources = Resources(self.client(region), lambda: self._client(region, 1), self._translate(region))
            self._resources.setdefault(region, resources)  # another thread can be first
        return self._resources[region]

    def queries(self, region: str, today: str, facts: Facts) -> Queries:
        """Return new queries about what manifests of this Region name; `today` is YYYY-MM-DD.

        They don't know the answers of others: `Context.queries` returns those that a run shares.
        """
        return Queries(
            lambda service, in_region: self.client(in_region, service), region, today, facts, self._translate(region)
        )

    def client(self, region: str, service: str = "sagemaker") -> Any:
        """Return boto3's client of a service, which retries failed calls; the same one each time."""
        return self._clients(service, region)

    def roles(self, region: str) -> Roles:
        """Return IAM's roles, at the endpoint of the Region's partition."""
        return Roles(self.client(region, "iam"), self._translate(region))

    def jobs(self, region: str) -> Jobs:
        """Return the jobs of a Region, to be shared by all resources watched there."""
        return Jobs(self.client(region), self._translate(region))

    def logs(self, region: str) -> Logs:
        """Return the logs of a Region."""
        return Logs(self.client(region, "logs"), self._translate(region))

    def expires_in(self) -> float | None:
        """Return the seconds until the credentials expire; None if they are renewed, or the time is unknown.

        A role is renewed for as long as the credentials that assume it are valid.
        """
        return sessions.expires_in(self._core) if self._core else None

    def _translate(self, region: str) -> Translate:
        """Return a function that translates errors, with the fix for a problem with credentials in this setup."""

        def translate_here(error: Exception, operation: str, service: str = "sagemaker") -> Exception:
            translated = translate(error, operation, service)
            return self._with_fix(translated, region) if isinstance(translated, CredentialsError) else translated

        return translate_here

    def _with_fix(self, error: CredentialsError, region: str) -> CredentialsError:
        """Set the hint of a problem with credentials to its fix in this setup."""
        if error.problem and self._core and self._host:
            method = sessions.method(self._core) if error.problem != MISSING else ""
            error.hint = hints.fix(hints.find_setup(self._core, self._host, method), error.problem, region)
        return error

    def _open(self, region: str) -> Any:
        if self._refusal:
            raise self._refusal
        if self._open_error:
            raise self._open_error
        import boto3

        try:
            return boto3.session.Session(botocore_session=self._open_core(region))
        except Failure as failure:  # many manifests can have the same role
            self._open_error = failure
            raise

    def _open_core(self, region: str) -> Any:
        if isinstance(self._role, Oidc):
            self._core = sessions.open_session(self._role, region, self._agent, call_log=self._call_log)
            return self._core
        self._core = sessions.open_profile(self._profile, self._host)
        if self._call_log:
            self._call_log.attach(self._core)
        sessions.expires_in(self._core)  # an invalid date fails here, not during a watch
        if self._role is None:
            return self._core
        try:
            return sessions.open_session(self._role, region, self._agent, call_log=self._call_log, own=self._core)
        except CredentialsError as error:
            raise self._with_fix(error, region) from None

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
            with self._opening:  # boto3 can create only one client at a time
                self._session = self._session or self._open(region)
                client = self._session.client(service, region_name=region, config=config)
        except BotoCoreError as error:
            raise self._translate(region)(error, "creating a client") from None
        except ValueError as error:  # botocore, for an endpoint that is not a URL
            message = " ".join(str(error).split())
            raise Failure(message[:1].lower() + message[1:], USAGE, "fix AWS_ENDPOINT_URL, or unset it") from None
        if self._limits:
            self._limits.attach(client)
        return client
