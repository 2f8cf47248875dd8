"""Which certificates a TLS connection trusts, where no client of botocore decides it."""

from __future__ import annotations

# Variables of a botocore session: name in a profile, environment variable, default, conversion.
_VARIABLES = {
    "profile": (None, None, None, None),  # it can be one that this machine does not have
    "aws": (None, "AWS_CA_BUNDLE", None, None),
    "requests": (None, "REQUESTS_CA_BUNDLE", None, None),
}


def bundle(configured: str | None = None) -> str | bool:
    """Return the file with the certificates of authorities, chosen as botocore does; True for its own.

    `configured` is the setting of a session. Source: botocore, endpoint.py (EndpointCreator).
    """
    from botocore.session import Session

    session = Session(session_vars=_VARIABLES, include_builtin_handlers=False)
    return configured or session.get_config_variable("aws") or session.get_config_variable("requests") or True
