"""Sessions of botocore with the credentials of a role assumed with an OIDC token, and the expiry of credentials."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from ..errors import NoResponse, Throttled
from .oidc import Oidc, check
from .renewal import Provider, RenewableCredentials, Source, retry_when_expired


def open_session(oidc: Oidc, region: str, agent: str = "", now: Callable[[], datetime] | None = None) -> Any:
    """Return a botocore session whose clients have this role's credentials, whatever the environment sets.

    A call whose credentials have expired is repeated once with new ones. Raises Failure like `assume_role`.
    """
    from botocore.credentials import CredentialResolver
    from botocore.session import get_session

    session = get_session()
    credentials = assume_role(oidc, region, agent, session, now)
    session.register_component("credential_provider", CredentialResolver([Provider(credentials)]))
    session.register("needs-retry", retry_when_expired(credentials))
    return session


def assume_role(
    oidc: Oidc, region: str, agent: str = "", session: Any = None, now: Callable[[], datetime] | None = None
) -> Any:
    """Assume the role at a Region's STS; return botocore's RefreshableCredentials, which renew themselves in time.

    `agent` is added to the user agent; `session` is botocore's, `now` a clock of its kind, both with a default.
    Raises Failure for invalid settings, and if the token endpoint or STS rejects the request or does not respond.
    A later renewal raises NoResponse without a response, and CredentialsExpired if the role can't be assumed.
    """
    from botocore.session import get_session

    check(oidc)
    source = Source(oidc, region, agent, session or get_session(), now)
    failure = None
    try:
        return RenewableCredentials(source)
    except (NoResponse, Throttled) as error:
        failure = Failure(f"could not get AWS credentials: {error}", AWS_REFUSED, "retry later")
    raise failure


def expires_in(session: Any) -> float | None:
    """Return the seconds until credentials of the environment expire, by AWS_CREDENTIAL_EXPIRATION.

    Takes a session of boto3 or botocore. Returns None without the variable, and for credentials that renew themselves.
    Raises Failure if the variable is not a time with a time zone.
    """
    try:
        credentials = session.get_credentials()
        if credentials is None or credentials.method != "env" or not hasattr(credentials, "refresh_needed"):
            return None
        return float(credentials._seconds_remaining())  # botocore has no public name for it
    except (ValueError, TypeError):  # not a time, or without a time zone
        failure = Failure(
            "AWS_CREDENTIAL_EXPIRATION must be a time with a time zone",
            USAGE,
            "use a time such as 2026-01-31T12:00:00Z, or unset it",
        )
    raise failure
