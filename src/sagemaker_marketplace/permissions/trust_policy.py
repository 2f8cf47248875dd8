"""Whom a role trusts: SageMaker, or the workflows of one repository on GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..preflight.checks import _trust
from .grants import UNKNOWN_ACCOUNT, VERSION, Policy, one_or_all
from .resource_arns import partition

SERVICE = _trust.SAGEMAKER
_ISSUER, _AUDIENCE = "token.actions.githubusercontent.com", "sts.amazonaws.com"


def sagemaker() -> Policy:
    """The trust policy of a role that SageMaker takes. Source: SageMaker developer guide, execution roles."""
    statement = {"Effect": "Allow", "Principal": {"Service": SERVICE}, "Action": "sts:AssumeRole"}
    return {"Version": VERSION, "Statement": [statement]}


def trusts_sagemaker(trust: Mapping[str, Any]) -> bool:
    """Whether a trust policy lets SageMaker take its role; what can't be told for sure is believed."""
    return _trust.trusts(trust) is not False


def github(
    repository: str, subject: str, account_id: str = "", ids: tuple[str, str] | None = None, region: str = ""
) -> Policy:
    """The trust policy of a role that the workflows of one repository take with GitHub's tokens.

    `repository` is OWNER/NAME, `subject` is `environment:NAME` or `ref:REF`, in which `*` stands for anything; `ids`
    are the owner's and the repository's, which stand in the subjects of a repository that was made, renamed or moved
    since 15 July 2026. Sources: GitHub's OIDC reference; README of aws-actions/configure-aws-credentials.
    """
    subjects = [f"repo:{repository}:{subject}"]
    if ids:
        owner, _, name = repository.partition("/")
        subjects.append(f"repo:{owner}@{ids[0]}/{name}@{ids[1]}:{subject}")
    account = f"arn:{partition(region)}:iam::{account_id or UNKNOWN_ACCOUNT}"
    named: dict[str, Any] = {f"{_ISSUER}:sub": one_or_all(subjects)}
    condition = {"StringEquals": {f"{_ISSUER}:aud": _AUDIENCE}}
    if "*" in subject:
        condition["StringLike"] = named
    else:
        condition["StringEquals"] |= named
    statement = {
        "Sid": "GitHubActions",
        "Effect": "Allow",
        "Principal": {"Federated": f"{account}:oidc-provider/{_ISSUER}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return {"Version": VERSION, "Statement": [statement]}
