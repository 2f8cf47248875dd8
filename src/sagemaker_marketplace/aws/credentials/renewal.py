"""Credentials of an assumed role, which botocore renews before they expire."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from botocore import UNSIGNED, xform_name
from botocore.compat import get_current_datetime
from botocore.config import Config
from botocore.credentials import RefreshableCredentials
from botocore.utils import parse_timestamp

from ...manifest.findings import AWS_REFUSED, Failure
from ...report import untrusted
from .. import certificates, errors
from ..errors import CredentialsError, CredentialsExpired, NoResponse, Throttled
from . import assume_role_errors, github_token
from .assume_role_errors import ASSUME_ROLE, WEB_IDENTITY
from .assumed_role import AssumedRole
from .oidc import METHOD, Oidc

_EXPIRED_CODES = ("ExpiredToken", "ExpiredTokenException")
# botocore tries to renew 15 minutes before the expiry and must renew 10 minutes before it, which is too early for
# short sessions.
_ADVISORY_SECONDS, _MANDATORY_SECONDS = 900, 600
_ADVISORY_FRACTION, _MANDATORY_FRACTION = 1 / 4, 1 / 6


class Source:
    """The source of a role's credentials: the Region's STS."""

    # How a session gets such credentials, as in botocore.
    method = METHOD

    def __init__(
        self,
        settings: Oidc | AssumedRole,
        region: str,
        agent: str,
        session: Any,
        now: Callable[[], datetime] | None,
        **config: Any,
    ) -> None:
        """`session` is botocore's; `now` returns the time with a time zone, by default botocore's.

        The endpoint of STS is the Region's own, whatever the environment sets. `config` is that of its client.
        """
        # At DEBUG botocore logs requests and responses, which contain the token and the credentials.
        logging.getLogger("botocore").setLevel(logging.INFO)
        session.set_config_variable("sts_regional_endpoints", "regional")
        limits = Config(
            connect_timeout=10,
            read_timeout=10,
            retries={"mode": "standard", "total_max_attempts": 1},
            user_agent_extra=agent,
            **config,
        )
        self._settings, self._region = settings, region
        self.now = now or _now
        self._sts = session.create_client("sts", region_name=region, config=limits)

    @property
    def endpoint(self) -> str:
        """The address of STS."""
        return str(self._sts.meta.endpoint_url)

    def credentials(self) -> tuple[dict[str, str], float]:
        """Assume the role; return the credentials by botocore's names, and their lifetime in seconds.

        Temporary errors are retried. Raises NoResponse or Throttled if they persist, Failure if the role can't be
        assumed; none of these contains a token.
        """
        outcome, is_temporary = self._assume_role()
        for pause in github_token.PAUSES:
            if not is_temporary:
                break
            self._settings.sleep(pause)
            outcome, is_temporary = self._assume_role()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _assume_role(self) -> tuple[tuple[dict[str, str], float] | Exception, bool]:
        """Return the credentials or the error to raise, and whether the error is temporary."""
        raise NotImplementedError

    def _send(self, operation: str, **parameters: str) -> tuple[dict[str, str], float]:
        """Send a request for the role; return what `credentials` returns."""
        answer = getattr(self._sts, xform_name(operation))(
            RoleArn=self._settings.role,
            RoleSessionName=self._settings.session,
            DurationSeconds=self._settings.duration,
            **parameters,
        )
        return _parse(answer, operation, self._settings.role, self.now())


class OwnCredentials(Source):
    """The source of a role's credentials that the run's own credentials assume."""

    method = "assume-role"

    def __init__(
        self, assumed: AssumedRole, region: str, agent: str, session: Any, now: Callable[[], datetime] | None
    ) -> None:
        """Take the same as Source; the session has the run's own credentials."""
        super().__init__(assumed, region, agent, session, now)
        self._assumed = assumed

    def _assume_role(self) -> tuple[tuple[dict[str, str], float] | Exception, bool]:
        try:
            return self._send(ASSUME_ROLE), False
        except Failure as failure:
            return failure, False
        except Exception as error:  # not raised from here: it contains the request
            response, translated = errors.error_response(error), errors.translate(error, ASSUME_ROLE, "sts")
            if isinstance(translated, (NoResponse, Throttled)):
                return translated, True
            if isinstance(translated, CredentialsError) or not response:
                return translated, False
            cleaned = replace(response, message=untrusted.line(response.message))
            return assume_role_errors.of_own_credentials(cleaned, self._assumed, self._region), False


class WebIdentity(Source):
    """The source of a role's credentials for which GitHub gives a token, each time a new one."""

    def __init__(self, oidc: Oidc, region: str, agent: str, session: Any, now: Callable[[], datetime] | None) -> None:
        """Take the same as Source."""
        super().__init__(oidc, region, agent, session, now, signature_version=UNSIGNED)
        self._oidc = oidc
        self._verify = certificates.bundle(session.get_config_variable("ca_bundle"))

    def _assume_role(self) -> tuple[tuple[dict[str, str], float] | Exception, bool]:
        token = github_token.fetch(self._oidc, self._verify)
        try:
            return self._send(WEB_IDENTITY, WebIdentityToken=token), False
        except Failure as failure:
            return failure, False
        except (ValueError, TypeError, AttributeError, KeyError):  # botocore could not parse the response
            return NoResponse(f"{WEB_IDENTITY}: invalid response"), True
        except Exception as error:  # not raised from here: it contains the request with the token
            return self._translate(error, token)

    def _translate(self, error: Exception, token: str) -> tuple[Exception, bool]:
        response, translated = errors.error_response(error), errors.translate(error, WEB_IDENTITY, "sts")
        redact = assume_role_errors.redactor(token, token.rpartition(".")[2], self._oidc.request_token)
        if isinstance(translated, (NoResponse, Throttled)):
            message = untrusted.line(redact(str(translated))) if response else f"{WEB_IDENTITY}: {type(error).__name__}"
            return type(translated)(message), True
        if response:
            redacted = replace(response, code=redact(response.code), message=untrusted.line(redact(response.message)))
            claims = assume_role_errors.token_claims(token)
            failure = assume_role_errors.to_failure(redacted, self._oidc, self._region, claims)
            return failure, assume_role_errors.is_temporary(response)
        if isinstance(translated, Failure):
            return Failure(redact(translated.message), translated.exit_code, translated.hint), False
        return translated, False


class RenewableCredentials(RefreshableCredentials):  # type: ignore[misc]  # botocore has no types
    """A role's credentials. The next call renews them before they expire, or after AWS has reported them expired."""

    def __init__(self, source: Source) -> None:
        """Assume the role. Raises what `Source.credentials` raises."""
        values, lifetime = source.credentials()
        super().__init__(
            values["access_key"],
            values["secret_key"],
            values["token"],
            self._expiry_datetime(values["expiry_time"]),
            self._renew,
            source.method,
            source.now,
            advisory_timeout=min(_ADVISORY_SECONDS, lifetime * _ADVISORY_FRACTION),
            mandatory_timeout=min(_MANDATORY_SECONDS, lifetime * _MANDATORY_FRACTION),
            account_id=values["account_id"],
        )
        self._source = source
        self._reported_expired = False

    def refresh_needed(self, refresh_in: int | None = None) -> bool:
        """Whether they expire within this many seconds, or AWS has reported them expired."""
        return self._reported_expired or bool(super().refresh_needed(refresh_in))

    def report_expired(self) -> None:
        """Record that AWS has reported them expired, whatever the clock says: the next call renews them first."""
        self._reported_expired = True

    def _renew(self) -> dict[str, str]:
        error = None
        try:
            values, _ = self._source.credentials()
            self._reported_expired = False
            return values
        except Failure as failure:
            message = f"could not renew the AWS credentials: {failure.message}"
            error = CredentialsExpired(message, failure.hint, exit_code=failure.exit_code)
        raise error


class Provider:
    """A provider for botocore's resolver that always returns the same credentials."""

    METHOD = METHOD
    CANONICAL_NAME = METHOD

    def __init__(self, credentials: RenewableCredentials) -> None:
        """Keep the credentials."""
        self._credentials = credentials

    def load(self) -> RenewableCredentials:
        """Return the credentials."""
        return self._credentials


def retry_when_expired(credentials: RenewableCredentials) -> Callable[..., int | None]:
    """Return a handler of botocore's `needs-retry` that repeats a call once if its credentials have expired.

    AWS checks the credentials before it does the work, so nothing is done twice.
    """

    def handle(response: Any = None, request_dict: Any = None, **_: Any) -> int | None:
        code = response[1].get("Error", {}).get("Code", "") if response else ""
        context = (request_dict or {}).get("context", {})
        if code not in _EXPIRED_CODES or context.get(METHOD):
            return None
        context[METHOD] = True
        credentials.report_expired()
        return 0

    return handle


def _now() -> datetime:
    now: datetime = get_current_datetime(remove_tzinfo=False)
    return now


def _parse(answer: Any, operation: str, role: str, now: datetime) -> tuple[dict[str, str], float]:
    """Return credentials and lifetime of STS's response. The lifetime is by STS's clock: the runner's can be wrong."""
    received = answer["Credentials"]
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    lifetime: timedelta = received["Expiration"] - (parse_timestamp(date) if date else now)
    if lifetime.total_seconds() <= 0:
        expiration = f"{received['Expiration']:%Y-%m-%d %H:%M:%SZ}"
        message = f"{operation}: the credentials had already expired on arrival, at {expiration}"
        raise Failure(message, AWS_REFUSED, "check the clock of this machine, then rerun")
    values = {
        "access_key": received["AccessKeyId"],
        "secret_key": received["SecretAccessKey"],
        "token": received["SessionToken"],
        "expiry_time": (now + lifetime).isoformat(),
        "account_id": role.split(":")[4],
    }
    return values, lifetime.total_seconds()
