"""Taking a role with a new token each time, as credentials that botocore renews before they expire."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from botocore import UNSIGNED
from botocore.compat import get_current_datetime
from botocore.config import Config
from botocore.credentials import RefreshableCredentials
from botocore.utils import parse_timestamp

from ...manifest.findings import AWS_REFUSED, Failure
from ...report import untrusted
from .. import errors
from ..errors import CredentialsExpired, NoResponse, Throttled
from . import assume_role_errors, github_token
from .oidc import Oidc

METHOD = "github-oidc"
_OPERATION = "AssumeRoleWithWebIdentity"
_EXPIRED = ("ExpiredToken", "ExpiredTokenException")
# botocore renews 15 minutes before the end, and insists from 10 minutes on: more than the whole of a short session.
_ADVISORY_SECONDS, _MANDATORY_SECONDS = 900, 600
_ADVISORY_PART, _MANDATORY_PART = 1 / 4, 1 / 6


class Source:
    """Where a role's credentials come from: GitHub for a token, then a Region's STS."""

    def __init__(self, oidc: Oidc, region: str, agent: str, session: Any, now: Callable[[], datetime] | None) -> None:
        """`session` is botocore's, `now` gives the time with its zone, botocore's if there is none.

        The STS asked is the Region's own, whatever the environment prefers.
        """
        # At DEBUG botocore logs what it sends and gets, the token and the credentials with it.
        logging.getLogger("botocore").setLevel(logging.INFO)
        session.set_config_variable("sts_regional_endpoints", "regional")
        config = Config(
            signature_version=UNSIGNED,
            connect_timeout=10,
            read_timeout=10,
            retries={"mode": "standard", "total_max_attempts": 1},
            user_agent_extra=agent,
        )
        self._oidc, self._region = oidc, region
        self.now = now or _now
        self._sts = session.create_client("sts", region_name=region, config=config)
        self._verify = session.get_config_variable("ca_bundle") or True

    @property
    def endpoint(self) -> str:
        """The address of the STS that is asked."""
        return str(self._sts.meta.endpoint_url)

    def credentials(self) -> tuple[dict[str, str], float]:
        """Take the role: the credentials by botocore's names, and for how many seconds they are good.

        What may pass is tried again, each time with a new token. Raises Lost or Throttled when it does not pass,
        Failure when the role is refused; neither holds a token.
        """
        outcome, passing = self._once()
        for pause in github_token.PAUSES:
            if not passing:
                break
            self._oidc.sleep(pause)
            outcome, passing = self._once()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _once(self) -> tuple[tuple[dict[str, str], float] | Exception, bool]:
        """Give the credentials or what to raise, and whether it may pass."""
        token = github_token.fetch(self._oidc, self._verify)
        try:
            answer = self._sts.assume_role_with_web_identity(
                RoleArn=self._oidc.role,
                RoleSessionName=self._oidc.session,
                DurationSeconds=self._oidc.duration,
                WebIdentityToken=token,
            )
            return _read(answer, self._oidc.role, self.now()), False
        except Failure as failure:
            return failure, False
        except (ValueError, TypeError, AttributeError, KeyError):  # botocore met what it can't parse
            return NoResponse(f"{_OPERATION}: the answer is not understood"), True
        except Exception as error:  # not raised from here: it holds the request, and that the token
            return self._sorted(error, token)

    def _sorted(self, error: Exception, token: str) -> tuple[Exception, bool]:
        refused, meant = errors.refusal(error), errors.translate(error, _OPERATION)
        hidden = assume_role_errors.hiding(token, token.rpartition(".")[2], self._oidc.request_token)
        if isinstance(meant, (NoResponse, Throttled)):
            said = untrusted.line(hidden(str(meant))) if refused else f"{_OPERATION}: {type(error).__name__}"
            return type(meant)(said), True
        if refused:
            clean = replace(refused, code=hidden(refused.code), text=untrusted.line(hidden(refused.text)))
            told = assume_role_errors.told(clean, self._oidc, self._region, assume_role_errors.claims(token))
            return told, assume_role_errors.may_pass(refused)
        if isinstance(meant, Failure):
            return Failure(hidden(meant.message), meant.exit_code, meant.hint), False
        return meant, False


class Renewable(RefreshableCredentials):  # type: ignore[misc]  # botocore has no types
    """A role's credentials, renewed in time by whoever needs them next, and at once when AWS has refused them."""

    def __init__(self, source: Source) -> None:
        """Take the role a first time. Raises what `Source.credentials` raises."""
        found, lifetime = source.credentials()
        super().__init__(
            found["access_key"],
            found["secret_key"],
            found["token"],
            self._expiry_datetime(found["expiry_time"]),
            self._renewed,
            METHOD,
            source.now,
            advisory_timeout=min(_ADVISORY_SECONDS, lifetime * _ADVISORY_PART),
            mandatory_timeout=min(_MANDATORY_SECONDS, lifetime * _MANDATORY_PART),
            account_id=found["account_id"],
        )
        self._source = source
        self._refused = False

    def refresh_needed(self, refresh_in: int | None = None) -> bool:
        """Whether they end within so many seconds, or AWS has refused them already."""
        return self._refused or bool(super().refresh_needed(refresh_in))

    def refuse(self) -> None:
        """Say that AWS calls them expired, whatever the clock says: the next call renews them first."""
        self._refused = True

    def _renewed(self) -> dict[str, str]:
        refusal = None
        try:
            found, _ = self._source.credentials()
            self._refused = False
            return found
        except Failure as failure:
            message = f"the AWS credentials could not be renewed: {failure.message}"
            refusal = CredentialsExpired(message, failure.exit_code, failure.hint)
        raise refusal


class Provider:
    """A provider for botocore's resolver, with one set of credentials for all who ask."""

    METHOD = METHOD
    CANONICAL_NAME = METHOD

    def __init__(self, found: Renewable) -> None:
        """Keep the credentials."""
        self._found = found

    def load(self) -> Renewable:
        """Give them."""
        return self._found


def renewing(found: Renewable) -> Callable[..., int | None]:
    """Give a handler of botocore's `needs-retry`: a call whose credentials AWS calls expired is made once more.

    A refusal of the credentials comes before the work, so nothing is done twice.
    """

    def handle(response: Any = None, request_dict: Any = None, **_: Any) -> int | None:
        code = response[1].get("Error", {}).get("Code", "") if response else ""
        context = (request_dict or {}).get("context", {})
        if code not in _EXPIRED or context.get(METHOD):
            return None
        context[METHOD] = True
        found.refuse()
        return 0

    return handle


def _now() -> datetime:
    found: datetime = get_current_datetime(remove_tzinfo=False)
    return found


def _read(answer: Any, role: str, now: datetime) -> tuple[dict[str, str], float]:
    """Take the members of STS's answer. The lifetime is by the clock of STS, so that a runner's may be wrong."""
    given = answer["Credentials"]
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    lifetime: timedelta = given["Expiration"] - (parse_timestamp(date) if date else now)
    if lifetime.total_seconds() <= 0:
        message = f"{_OPERATION}: the credentials are over as they come, at {given['Expiration']:%Y-%m-%d %H:%M:%SZ}"
        raise Failure(message, AWS_REFUSED, "look at the clock of this machine, and run the step again")
    found = {
        "access_key": given["AccessKeyId"],
        "secret_key": given["SecretAccessKey"],
        "token": given["SessionToken"],
        "expiry_time": (now + lifetime).isoformat(),
        "account_id": role.split(":")[4],
    }
    return found, lifetime.total_seconds()
