"""Trust policies of roles: for SageMaker, for the workflows of one repository on GitHub, or for a role or user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..preflight.checks import _trust
from .grants import UNKNOWN_ACCOUNT, VERSION, Policy, string_or_list
from .resource_arns import partition

SERVICE = _trust.SAGEMAKER
GITHUB_ISSUER, _AUDIENCE = "https://token.actions.githubusercontent.com", "sts.amazonaws.com"


def sagemaker() -> Policy:
    """Return the trust policy of a role that SageMaker assumes. Source: SageMaker developer guide, execution roles."""
    statement = {"Effect": "Allow", "Principal": {"Service": SERVICE}, "Action": "sts:AssumeRole"}
    return {"Version": VERSION, "Statement": [statement]}


def principal(arn: str) -> Policy:
    """Return the trust policy of a role that another role or user assumes. Source: IAM user guide, AWS principals."""
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}
    return {"Version": VERSION, "Statement": [statement]}


def trusts_sagemaker(trust: Mapping[str, Any]) -> bool:
    """Whether a trust policy allows SageMaker to assume its role; true if that is uncertain."""
    return _trust.trusts(trust) is not False


def github(
    repository: str,
    subject: str,
    account_id: str = "",
    ids: tuple[str, str] | None = None,
    region: str = "",
    issuer: str = GITHUB_ISSUER,
) -> Policy:
    """Return the trust policy of a role that the workflows of one repository assume with GitHub's tokens.

    `repository` is OWNER/NAME, `subject` is `environment:NAME` or `ref:REF`, in which `*` matches anything; `ids`
    are the owner's and the repository's, which are in the subjects of repositories created, renamed or moved since
    15 July 2026. `issuer` is the URL of the tokens' issuer, which a GitHub Enterprise Server is itself.
    Sources: GitHub's OIDC reference; README of aws-actions/configure-aws-credentials.
    """
    subs = [f"repo:{repository}:{subject}"]
    if ids:
        owner, _, name = repository.partition("/")
        subs.append(f"repo:{owner}@{ids[0]}/{name}@{ids[1]}:{subject}")
    provider = issuer.removeprefix("https://")
    account = f"arn:{partition(region)}:iam::{account_id or UNKNOWN_ACCOUNT}"
    named: dict[str, Any] = {f"{provider}:sub": string_or_list(subs)}
    condition = {"StringEquals": {f"{provider}:aud": _AUDIENCE}}
    if "*" in subject:
        condition["StringLike"] = named
    else:
        condition["StringEquals"] |= named
    statement = {
        "Sid": "GitHubActions",
        "Effect": "Allow",
        "Principal": {"Federated": f"{account}:oidc-provider/{provider}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return {"Version": VERSION, "Statement": [statement]}
