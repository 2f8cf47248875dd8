"""Sessions of botocore with the credentials of a role that is assumed with an OIDC token, and when credentials end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from ..errors import NoResponse, Throttled
from .oidc import Oidc, check
from .renewal import Provider, Renewable, Source, renewing


def opened(oidc: Oidc, region: str, agent: str = "", now: Callable[[], datetime] | None = None) -> Any:
    """Give a botocore session whose clients have this role's credentials, whatever else the environment holds.

    A call that is refused because its credentials have expired is made again, once, with new ones.
    Raises Failure like `credentials`.
    """
    from botocore.credentials import CredentialResolver
    from botocore.session import get_session

    session = get_session()
    found = credentials(oidc, region, agent, session, now)
    session.register_component("credential_provider", CredentialResolver([Provider(found)]))
    session.register("needs-retry", renewing(found))
    return session


def credentials(
    oidc: Oidc, region: str, agent: str = "", session: Any = None, now: Callable[[], datetime] | None = None
) -> Any:
    """Take the role at a Region's STS, and give botocore's RefreshableCredentials, which take it again in time.

    `agent` is added to the user agent; `session` is botocore's, `now` a clock of its kind, both made if not given.
    Raises Failure: for what `check` finds, for a token endpoint or an STS that refuses, and for one that does not
    answer. A renewal later on raises Lost where nobody answers, and Expired where the role is refused.
    """
    from botocore.session import get_session

    check(oidc)
    source = Source(oidc, region, agent, session or get_session(), now)
    problem = None
    try:
        return Renewable(source)
    except (NoResponse, Throttled) as fault:
        problem = Failure(f"there are no AWS credentials: {fault}", AWS_REFUSED, "run the step again later")
    raise problem


def expires_in(session: Any) -> float | None:
    """Seconds until credentials of the environment are over, as AWS_CREDENTIAL_EXPIRATION tells botocore.

    Takes a session of boto3 or botocore. Gives None where nothing says so, and for credentials that renew themselves.
    Raises Failure when the variable holds no time.
    """
    try:
        found = session.get_credentials()
        if found is None or found.method != "env" or not hasattr(found, "refresh_needed"):
            return None
        return float(found._seconds_remaining())  # botocore has no public name for it
    except (ValueError, TypeError):  # no time at all, or one without a zone
        problem = Failure(
            "AWS_CREDENTIAL_EXPIRATION is no time with a zone", USAGE, "such as 2026-01-31T12:00:00Z, or unset it"
        )
    raise problem
