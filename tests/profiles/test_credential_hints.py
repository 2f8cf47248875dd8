"""Hints for a person or a job without usable credentials, by where the program runs and what is configured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.aws.local_server import Reply, error_reply, run_server
from tests.profiles.conftest import KEYS, NAMES, NONE, NOT_LOADED, SET_UP, SIGNED_OUT, Run

from sagemaker_marketplace.aws.errors import REFRESH_CREDENTIALS

WORKFLOW = (
    "set role-to-assume and the job's permission `id-token: write`,\n"
    "  or run aws-actions/configure-aws-credentials in an earlier step"
)
GITLAB = (
    "assume a role with the job's ID token: set id_tokens, AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE;\n"
    "  or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as masked variables"
)
CODEBUILD = (
    "give the project's service role the permissions that iam-policy prints;\n"
    "  inside a container of the build, pass on AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
)
OTHER_CI = (
    "set AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for this job"
)
MFA = "AWS profile mfa requires an MFA code of arn:aws:iam::123456789012:mfa/ann\n  "


@pytest.mark.parametrize(
    ("variables", "hint"),
    [
        ({}, f"choose a profile with --profile NAME or AWS_PROFILE: {NAMES}"),
        ({"GITHUB_ACTIONS": "true", "CI": "true"}, WORKFLOW),
        ({"GITLAB_CI": "true", "CI": "true"}, GITLAB),
        ({"CODEBUILD_BUILD_ID": "churn:1"}, CODEBUILD),
        ({"CI": "true"}, OTHER_CI),
        ({"CI": "false"}, f"choose a profile with --profile NAME or AWS_PROFILE: {NAMES}"),
    ],
)
def test_without_credentials(variables: dict[str, str], hint: str, run: Run) -> None:
    assert run(**variables) == (3, NONE + hint)


def test_without_any_configuration(run: Run, home: Path) -> None:
    for name in ("config", "credentials"):
        (home / name).unlink()
    assert run() == (3, NONE + SET_UP)


def test_a_job_can_neither_sign_in_nor_enter_a_code(run: Run) -> None:
    assert run("--profile", "sso", CI="true") == (3, f"{SIGNED_OUT.format('acme')}a job can't sign in: {OTHER_CI}")
    assert run("--profile", "mfa") == (3, f"{MFA}use credentials without MFA in this job: {OTHER_CI}")


EXPIRED, INVALID, WRONG = "ExpiredTokenException", "UnrecognizedClientException", "InvalidSignatureException"
ENVIRONMENT = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
UNKNOWN_KEY = "the access key is unknown, inactive or deleted, or its session token is wrong"
MISMATCH = "the secret key does not match the key ID, or the session token is incomplete"


@pytest.mark.parametrize(
    ("code", "profile", "variables", "message"),
    [
        (EXPIRED, "", KEYS, f"set {ENVIRONMENT} and AWS_SESSION_TOKEN again, or unset them and use --profile"),
        (
            EXPIRED,
            "",
            {**KEYS, "CI": "true"},
            "refresh the credentials and rerun; to prevent this, use a longer session",
        ),
        (EXPIRED, "", {**KEYS, "GITHUB_ACTIONS": "true"}, REFRESH_CREDENTIALS),
        (EXPIRED, "shared", {}, "replace the credentials of the profile shared in HOME/credentials"),
        (EXPIRED, "keys", {}, "replace the credentials of the profile keys in HOME/config"),
        (EXPIRED, "process", {}, "refresh the credentials and rerun"),
        (INVALID, "", KEYS, f"check {ENVIRONMENT}: {UNKNOWN_KEY}"),
        (INVALID, "shared", {}, f"check the keys of the profile shared in HOME/credentials: {UNKNOWN_KEY}"),
        (WRONG, "", KEYS, f"copy {ENVIRONMENT} again: {MISMATCH}"),
        (WRONG, "keys", {}, f"copy the keys of the profile keys in HOME/config again: {MISMATCH}"),
    ],
)
def test_credentials_that_aws_rejects(
    code: str, profile: str, variables: dict[str, str], message: str, run: Run, home: Path
) -> None:
    with run_server() as server:
        server.call_replies = [Reply(400, json.dumps({"__type": code, "message": "no"}))] * 2
        about = "the AWS credentials have expired" if code == EXPIRED else f"AWS rejected the credentials ({code})"
        options = ["--profile", profile] if profile else []
        answered = run(*options, AWS_ENDPOINT_URL=server.url, **variables)
    assert answered == (3, f"{about}\n  {message.replace('HOME', str(home))}")


def test_a_region_that_an_account_must_enable(run: Run) -> None:
    with run_server() as server:
        server.call_replies = [Reply(400, json.dumps({"__type": INVALID, "message": "no"}))]
        answered = run("--region", "eu-south-1", AWS_ENDPOINT_URL=server.url, **KEYS)
    enable = "if they work in other Regions: aws account enable-region --region-name eu-south-1"
    about = f"AWS rejected the credentials ({INVALID})\n  check {ENVIRONMENT}: {UNKNOWN_KEY}"
    assert answered == (3, f"{about}\n  {enable}")


def test_a_role_that_can_not_be_assumed(run: Run) -> None:
    denied = "User: ann is not authorized to perform: sts:AssumeRole on resource: made"
    with run_server() as server:
        server.sts_replies = [error_reply(403, "AccessDenied", denied)]
        answered = run("--profile", "role", AWS_ENDPOINT_URL_STS=server.url)
    hint = "check the role in the AWS configuration, and that it trusts the caller"
    assert answered == (3, f"{NOT_LOADED}AWS refused AssumeRole: AccessDenied: {denied}\n  {hint}")


def test_incomplete_keys(run: Run) -> None:
    message = f"{NOT_LOADED}Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"
    assert run(AWS_ACCESS_KEY_ID="AKIA") == (3, f"{message}\n  set AWS_SECRET_ACCESS_KEY, too")
