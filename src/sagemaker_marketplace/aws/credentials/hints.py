"""What to do about missing, expired and rejected credentials: it depends on where the run is and what is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any

from ...facts.facts import OPT_IN, UNKNOWN, Facts
from ...manifest.findings import USAGE, Failure
from ...manifest.suggestions import closest_match
from ..errors import (
    EXPIRED,
    MISSING,
    NOT_LOADED,
    REFRESH_CREDENTIALS,
    REJECTED,
    SIGN_IN,
    SIGN_IN_FIRST,
    CredentialsRejected,
)
from .oidc import METHOD

LAPTOP, GITHUB, GITLAB, CODEBUILD, OTHER_CI = "laptop", "github", "gitlab", "codebuild", "ci"
_KEYS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_WEB_IDENTITY = "AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE"
# Sources: README of aws-actions/configure-aws-credentials; GitLab documentation, ID tokens and AWS; CodeBuild user
# guide, the service role of a project.
_PROVIDE = {
    GITHUB: "set role-to-assume and the job's permission `id-token: write`,\n"
    "or run aws-actions/configure-aws-credentials in an earlier step",
    GITLAB: f"assume a role with the job's ID token: set id_tokens, {_WEB_IDENTITY};\n"
    f"or set {_KEYS} as masked variables",
    CODEBUILD: "give the project's service role the permissions that iam-policy prints;\n"
    "inside a container of the build, pass on AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    OTHER_CI: f"set {_WEB_IDENTITY}, or {_KEYS}, for this job",
}
# Source: AWS CLI user guide, signing in with console credentials (CLI 2.32.0), IAM Identity Center, `aws configure`.
_CONFIGURE = (
    "sign in with 'aws login' (AWS CLI 2.32 or later), or set up a profile with 'aws configure sso' or 'aws configure'"
)
_MAX_PROFILES = 20


@dataclass(frozen=True)
class Setup:
    """Where a run is, and how its credentials are configured.

    `profile` is the chosen profile, empty if none is chosen. `method` is botocore's name of where the credentials come
    from, empty if there are none. `files` are the files with the profiles.
    """

    host: str
    profile: str
    profiles: Mapping[str, Mapping[str, Any]]
    method: str
    files: tuple[str, ...]


def find_setup(session: Any, host: str, method: str = "") -> Setup:
    """Return the setup of a botocore session, from its configuration files; `host` is one of this module's names."""
    from botocore.exceptions import BotoCoreError

    try:
        profiles = session.full_config.get("profiles", {})
    except BotoCoreError:  # a file that can't be parsed; `open_profile` reports it for a chosen profile
        profiles = {}
    files = tuple(session.get_config_variable(name) for name in ("config_file", "credentials_file"))
    return Setup(host, session.get_config_variable("profile") or "", profiles, method, files)


def unknown_profile(setup: Setup) -> Failure:
    """Return the failure for a chosen profile that is not in the files; it lists those that are."""
    names, files = sorted(setup.profiles), " and ".join(setup.files)
    near = closest_match(setup.profile, names)
    hints = [f"did you mean {near}?"] if near else []
    hints.append(f"known profiles: {_listed(names)}" if names else f"there are no profiles: {_CONFIGURE}")
    return Failure(f'unknown AWS profile "{setup.profile}" (searched in {files})', USAGE, "\n".join(hints))


def mfa_required(setup: Setup, prompt: str) -> CredentialsRejected:
    """Return the failure for a profile that asks for an MFA code: a run must not wait for input."""
    profile = setup.profile or "default"
    device = prompt.rpartition("arn:")[2].rstrip(": ")
    of_device = f" of arn:{device}" if device else ""
    # Source: AWS CLI reference, configure export-credentials.
    hint = (
        "let the AWS CLI ask for the code, then retry without --profile and AWS_PROFILE:\n"
        f'eval "$(aws configure export-credentials --profile {quote(profile)} --format env)"'
    )
    if setup.host not in ("", LAPTOP):
        hint = f"use credentials without MFA in this job: {_PROVIDE[setup.host]}"
    return CredentialsRejected(f"AWS profile {profile} requires an MFA code{of_device}", hint)


def fix(setup: Setup, problem: str, region: str) -> str:
    """Return what to do about a problem with credentials, which is one of the names in `errors`."""
    if problem == SIGN_IN:
        return _sign_in(setup)
    if problem == NOT_LOADED and "credential_process" in setup.profiles.get(source_profile(setup), {}):
        return f"fix the credential_process of the profile {source_profile(setup)}"
    if problem in (MISSING, NOT_LOADED):
        return _provide(setup)
    if setup.method == METHOD:
        return "\n".join(["rerun the job", *_enable_region(region)])
    if problem == EXPIRED:
        return _renew(setup)
    return _check_keys(setup, problem, region)


def source_profile(setup: Setup) -> str:
    """Return the profile whose credentials come first: the chosen one, or the last of its source profiles."""
    name, seen = setup.profile or "default", set[str]()
    while name not in seen:
        seen.add(name)
        name = str(setup.profiles.get(name, {}).get("source_profile", name))
    return name


def _sign_in_command(setup: Setup) -> str:
    """Return the command that signs in to the chosen profile; empty for a profile without sign-in."""
    name = source_profile(setup)
    settings = setup.profiles.get(name, {})
    option = "" if name == "default" else f" --profile {quote(name)}"
    if "login_session" in settings:
        return f"aws login{option}"
    return f"aws sso login{option}" if {"sso_session", "sso_start_url"} & settings.keys() else ""


def _sign_in(setup: Setup) -> str:
    if setup.host != LAPTOP:
        return f"a job can't sign in: {_PROVIDE[setup.host]}"
    command = _sign_in_command(setup)
    return command or SIGN_IN_FIRST


def _provide(setup: Setup) -> str:
    if setup.host != LAPTOP:
        return _PROVIDE[setup.host]
    command = _sign_in_command(setup)
    if command:
        return command
    if setup.profile:
        return f"the profile {setup.profile} has no credentials: aws configure --profile {quote(setup.profile)}"
    if setup.profiles:
        return f"choose a profile with --profile NAME or AWS_PROFILE: {_listed(sorted(setup.profiles))}"
    return _CONFIGURE


def _renew(setup: Setup) -> str:
    if setup.host == GITHUB:
        return REFRESH_CREDENTIALS
    if setup.host != LAPTOP:
        return "refresh the credentials and rerun; to prevent this, use a longer session"
    if setup.method == "env":
        return f"set {_KEYS} and AWS_SESSION_TOKEN again, or unset them and use --profile"
    command = _sign_in_command(setup)
    if command:
        return command
    if setup.method in ("shared-credentials-file", "config-file"):
        return f"replace the credentials of the profile {setup.profile or 'default'} in {_file(setup)}"
    return "refresh the credentials and rerun"


def _check_keys(setup: Setup, problem: str, region: str) -> str:
    """Return what to check about keys that AWS does not accept."""
    keys = f"{_KEYS}" if setup.method in ("env", "") else f"the keys of the profile {setup.profile or 'default'}"
    if setup.method in ("shared-credentials-file", "config-file"):
        keys = f"{keys} in {_file(setup)}"
    hints = [f"copy {keys} again: the secret key does not match the key ID, or the session token is incomplete"]
    if problem == REJECTED:
        hints = [f"check {keys}: the access key is unknown, inactive or deleted, or its session token is wrong"]
        hints += _enable_region(region)
    return "\n".join(hints)


def _enable_region(region: str) -> list[str]:
    """Return what to do if AWS does not accept credentials because the account has not enabled a Region.

    Source: AWS Account Management reference, EnableRegion. It is one possible cause of several.
    """
    if Facts().publishing(region) not in (OPT_IN, UNKNOWN):
        return []
    return [f"if they work in other Regions: aws account enable-region --region-name {region}"]


def _file(setup: Setup) -> str:
    return setup.files[1 if setup.method == "shared-credentials-file" else 0]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MAX_PROFILES} more" if len(names) > _MAX_PROFILES else ""
    return ", ".join(names[:_MAX_PROFILES]) + more
