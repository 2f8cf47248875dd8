"""Sessions of botocore: with a profile's credentials, or with those of a role that is assumed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from json import JSONDecodeError
from typing import Any

from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from .. import response_types
from ..call_log import CallLog
from ..errors import CredentialsRejected, NoResponse, Throttled
from . import assumed_role, hints
from .assumed_role import AssumedRole
from .oidc import Oidc, check

# What shlex says about a command that it can't split.
_SPLIT_ERRORS = ("No closing quotation", "No escaped character")


def open_profile(profile: str = "", host: str = "") -> Any:
    """Return a botocore session with the credentials of a profile; by default those that the AWS CLI would use, too.

    A profile that needs an MFA code raises CredentialsError with the first call: nothing is read from standard input.
    Raises Failure for a profile that is not in the configuration files.
    """
    from botocore.session import Session

    session = Session(profile=profile or None)
    response_types.attach(session)
    setup = hints.find_setup(session, host)
    if setup.profile and setup.profile not in setup.profiles:
        _ = session.full_config  # a file that can't be parsed fails here
        raise hints.unknown_profile(setup)

    def refuse(prompt: str) -> str:
        raise hints.mfa_required(setup, prompt)

    assume_role = session.get_component("credential_provider").get_provider("assume-role")
    assume_role._prompter = refuse  # botocore has no public name for it
    return session


def method(session: Any) -> str:
    """Return botocore's name of where a session's credentials come from; empty if there are none."""
    from botocore.exceptions import BotoCoreError

    try:
        credentials = session.get_credentials()
    except BotoCoreError:
        return ""
    return str(credentials.method) if credentials else ""


def open_session(
    role: Oidc | AssumedRole,
    region: str,
    agent: str = "",
    now: Callable[[], datetime] | None = None,
    call_log: CallLog | None = None,
    own: Any = None,
) -> Any:
    """Return a botocore session whose clients have this role's credentials, whatever the environment sets.

    `own` is a botocore session with the run's own credentials, which assume an AssumedRole. A call whose credentials
    have expired is repeated once with new ones. Raises Failure like `assume_role`.
    """
    from botocore.credentials import CredentialResolver
    from botocore.session import Session

    from .renewal import Provider, retry_when_expired

    # Without AWS_PROFILE, which can name a profile that the container does not have.
    session = Session(session_vars={"profile": (None, None, None, None)})
    response_types.attach(session)
    if call_log:
        call_log.attach(session)
    credentials = assume_role(role, region, agent, own or session, now)
    session.register_component("credential_provider", CredentialResolver([Provider(credentials)]))
    session.register("needs-retry", retry_when_expired(credentials))
    return session


def assume_role(
    role: Oidc | AssumedRole,
    region: str,
    agent: str = "",
    session: Any = None,
    now: Callable[[], datetime] | None = None,
) -> Any:
    """Assume the role at a Region's STS; return botocore's RefreshableCredentials, which renew themselves in time.

    `agent` is added to the user agent; `session` is botocore's, `now` a clock of its kind, both with a default.
    Raises Failure for invalid settings, and if the token endpoint or STS rejects the request or does not respond.
    A later renewal raises NoResponse without a response, and CredentialsExpired if the role can't be assumed.
    """
    from botocore.session import get_session

    from .renewal import OwnCredentials, RenewableCredentials, Source, WebIdentity

    source: Source
    if isinstance(role, AssumedRole):
        assumed_role.check(role)
        source = OwnCredentials(role, region, agent, session or get_session(), now)
    else:
        check(role)
        source = WebIdentity(role, region, agent, session or get_session(), now)
    failure = None
    try:
        return RenewableCredentials(source)
    except (NoResponse, Throttled) as error:
        failure = Failure(f"could not get AWS credentials: {error}", AWS_REFUSED, "retry later")
    raise failure


def expires_in(session: Any) -> float | None:
    """Return the seconds until credentials of the environment expire, by AWS_CREDENTIAL_EXPIRATION.

    Takes a session of boto3 or botocore. Returns None without the variable, and for credentials that renew themselves.
    Raises Failure if the variable is not a time with a time zone, and for a credential_process that does not run.
    """
    try:
        credentials = session.get_credentials()
        if credentials is None or credentials.method != "env" or not hasattr(credentials, "refresh_needed"):
            return None
        return float(credentials._seconds_remaining())  # botocore has no public name for it
    except (JSONDecodeError, AttributeError):
        message = "could not load AWS credentials: credential_process does not print a JSON object"
        # Source: AWS SDKs and tools reference guide, process credential provider.
        hint = "make it print Version, AccessKeyId, SecretAccessKey, SessionToken and Expiration"
        failure: Failure = CredentialsRejected(message, hint)
    except OSError as error:  # botocore reports those of the other files itself
        failure = _cannot_run(f"{error.strerror}: {error.filename}")
    except (ValueError, TypeError) as error:
        if str(error) in _SPLIT_ERRORS:
            failure = _cannot_run(str(error).lower())
        else:  # not a time, or without a time zone
            failure = Failure(
                "AWS_CREDENTIAL_EXPIRATION must be a time with a time zone",
                USAGE,
                "use a time such as 2026-01-31T12:00:00Z, or unset it",
            )
    raise failure


def _cannot_run(reason: str) -> Failure:
    message = f"could not load AWS credentials: cannot run credential_process: {reason}"
    return CredentialsRejected(message, "correct credential_process in the configuration file of the AWS CLI")
