"""Environment variables: what directs clients to the sandbox, and settings of the caller that must have no effect."""

from __future__ import annotations

import os
from collections.abc import Iterable, MutableMapping
from urllib.parse import urlsplit

_REGION = "us-east-1"
# Settings of AWS clients, of boto as well, and the tokens of a GitHub Actions job, which AWS accepts.
_CLIENT_SETTINGS = ("AWS_", "BOTO_CONFIG", "ACTIONS_ID_TOKEN_REQUEST_")
# Settings of moto (its module `settings`), such as another account ID.
_SERVER_SETTINGS = (
    *("MOTO_", "TEST_SERVER_MODE", "TEST_PROXY_MODE", "INITIAL_NO_AUTH_ACTION_COUNT", "DEFAULT_CONTAINER_REGISTRY"),
    *("S3_IGNORE_SUBDOMAIN_BUCKETNAME", "S3_UPLOAD_PART_MIN_SIZE", "SF_EXECUTION_HISTORY_TYPE"),
)
# No configuration file, no credentials of the machine.
_NO_OTHER_SETTINGS = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def client_variables(url: str) -> dict[str, str]:
    """Return the variables for a client; they also override the user's files with AWS settings, and proxies."""
    host = urlsplit(url).hostname or ""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "SANDBOX",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_SESSION_TOKEN": "sandbox",
        "AWS_DEFAULT_REGION": _REGION,
        "AWS_REGION": _REGION,
        **_NO_OTHER_SETTINGS,
        "AWS_PAGER": "",
        "NO_PROXY": host,
        "no_proxy": host,
    }


def removed_variables(names: Iterable[str]) -> list[str]:
    """List the names of the user's variables that could direct a client elsewhere or give it other credentials."""
    return sorted(name for name in names if name.startswith(_CLIENT_SETTINGS))


def isolate_server(environment: MutableMapping[str, str]) -> dict[str, str]:
    """Remove the settings that could change how moto works in this process; return the variables as they were.

    moto reads some when it is imported. It also creates clients, which fail with a profile that does not exist.
    """
    before = dict(environment)
    for name in before:
        if name.startswith((*_CLIENT_SETTINGS, *_SERVER_SETTINGS)):
            del environment[name]
    environment.update(_NO_OTHER_SETTINGS)
    return before
