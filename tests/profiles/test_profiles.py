"""Profiles of every kind, against the sandbox, and what to do about those that can't be used."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

import pytest
from tests.aws.local_server import LocalServer, Reply, run_server
from tests.profiles.conftest import ARN, KEYS, NAMES, NONE, NOT_LOADED, SET_UP, SIGNED_OUT, Run

from sagemaker_marketplace.cli import main

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "model-package.yaml")
ABSENT = f"resource not found: {ARN}\n  check the ARN and the account of the credentials"
MFA = "AWS profile mfa requires an MFA code of arn:aws:iam::123456789012:mfa/ann\n  "
EXPORT = 'eval "$(aws configure export-credentials --profile {} --format env)"'


@pytest.mark.parametrize("profile", ["keys", "shared", "role", "process", "web"])
def test_profiles_of_each_kind_work(profile: str, run: Run) -> None:
    assert run("--profile", profile) == (3, ABSENT)
    assert run(AWS_PROFILE=profile) == (3, ABSENT)


def test_a_profile_replaces_the_keys_of_the_environment(run: Run) -> None:
    assert run(**KEYS) == (3, ABSENT)
    assert run("--profile", "sso", **KEYS)[1].startswith("not signed in")
    # As with the AWS CLI and boto3, AWS_PROFILE does not.
    assert run(AWS_PROFILE="sso", **KEYS) == (3, ABSENT)


@pytest.fixture
def portal(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """Yield the SSO portal of a person who is signed in; it has no replies yet."""
    (home / "cache").mkdir()
    token = {"accessToken": "of-ann", "expiresAt": "2099-01-01T00:00:00Z"}
    (home / "cache" / f"{sha1(b'acme').hexdigest()}.json").write_text(json.dumps(token))  # noqa: S324 - as botocore does
    with run_server() as portal:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", portal.url)
        yield portal


SIGNED_OUT_LATER = Reply(401, "{}", {"x-amzn-ErrorType": "UnauthorizedException"})


def role_credentials(seconds: float) -> Reply:
    """Return the portal's reply with credentials that are valid for some seconds."""
    keys = {"accessKeyId": "ASIASSO", "secretAccessKey": "s", "sessionToken": "t"}
    return Reply(200, json.dumps({"roleCredentials": {**keys, "expiration": int((time.time() + seconds) * 1000)}}))


def test_a_signed_in_sso_profile_works(portal: LocalServer, run: Run) -> None:
    portal.call_replies = [role_credentials(36000)] * 2
    assert run("--profile", "sso") == (3, ABSENT)
    assert run("--profile", "role-with-sso") == (3, ABSENT)
    portal.call_replies = [SIGNED_OUT_LATER]
    code, message = run("--profile", "role-with-sso")
    assert (code, message.splitlines()[1:]) == (3, ["  aws sso login --profile sso"])


def test_an_sso_session_that_expires_during_a_watch(
    portal: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    options = ["--no-wait", "--no-preflight", "--no-pin-image", "--var", "VERSION=7"]
    assert main.run(["create", EXAMPLE, *options]) == 0
    # boto3 renews credentials ten minutes before they expire: these are renewed at each call.
    portal.call_replies = [role_credentials(300), SIGNED_OUT_LATER]
    capsys.readouterr()
    arn = "arn:aws:sagemaker:us-east-2:123456789012:model-package/churn-scorer-7"
    assert main.run(["watch", arn, "--profile", "sso", "--poll-seconds", "0.1", "--no-follow-jobs"]) == 5
    out = capsys.readouterr().out
    assert "the sign-in session has expired: " in out
    assert "  aws sso login --profile sso\n  validation continues in AWS" in out
    assert out.count(f"sagemaker-marketplace watch {arn} --profile sso\n") == 1
    assert out.count("sagemaker-marketplace watch") == 1


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("sso", SIGNED_OUT.format("acme") + "aws sso login --profile sso"),
        ("role-with-sso", SIGNED_OUT.format("acme") + "aws sso login --profile sso"),
        ("old sso", SIGNED_OUT.format("https://acme.awsapps.com/start") + "aws sso login --profile 'old sso'"),
        ("empty", f"{NONE}the profile empty has no credentials: aws configure --profile empty"),
        (
            "mfa",
            f"{MFA}let the AWS CLI ask for the code, then retry without --profile and AWS_PROFILE:\n  "
            + EXPORT.format("mfa"),
        ),
        (
            "broken-process",
            f"{NOT_LOADED}Error when retrieving credentials from custom-process:\n"
            "  fix the credential_process of the profile broken-process",
        ),
        (
            "text-process",
            f"{NOT_LOADED}credential_process does not print a JSON object\n"
            "  make it print Version, AccessKeyId, SecretAccessKey, SessionToken and Expiration",
        ),
        (
            "absent-process",
            f"{NOT_LOADED}cannot run credential_process: No such file or directory: /absent\n"
            "  correct credential_process in the configuration file of the AWS CLI",
        ),
        (
            "unquoted-process",
            f"{NOT_LOADED}cannot run credential_process: no closing quotation\n"
            "  correct credential_process in the configuration file of the AWS CLI",
        ),
        (
            "web-without-token",
            f"{NOT_LOADED}cannot read /absent: No such file or directory\n"
            "  check web_identity_token_file, or AWS_WEB_IDENTITY_TOKEN_FILE",
        ),
        (
            "console",
            f"{NOT_LOADED}a profile of 'aws login' requires the package awscrt\n"
            "  install it: pip install 'botocore[crt]'",
        ),
    ],
)
def test_what_to_do_about_a_profile(profile: str, message: str, run: Run) -> None:
    assert run("--profile", profile) == (3, message)


def test_a_configuration_that_contradicts_itself(run: Run, home: Path) -> None:
    message = 'invalid AWS configuration: The specified sso-session does not exist: "absent"'
    assert run("--profile", "no-session") == (2, f"{message}\n  correct the configuration file of the AWS CLI")
    message = f"invalid AWS configuration: Unable to parse config file: {home}/config"
    unreadable = (2, f"{message}\n  correct the configuration file of the AWS CLI")
    for content in (b"[profile", b"[profile a]\n[profile a]\n", b"\0", b"[profile a]\nb = \xff\n"):
        (home / "config").write_bytes(content)
        assert run() == unreadable
        assert run("--profile", "keys") == unreadable


def test_an_unknown_profile(run: Run, home: Path) -> None:
    searched = f"(searched in {home}/config and {home}/credentials)"
    unknown = f'unknown AWS profile "kyes" {searched}\n  did you mean keys?\n  known profiles: {NAMES}'
    assert run("--profile", "kyes") == (2, unknown)
    assert run(AWS_PROFILE="kyes") == (2, unknown)
    for name in ("config", "credentials"):
        (home / name).unlink()
    assert run() == (2, f'unknown AWS profile "kyes" {searched}\n  there are no profiles: {SET_UP}')


@pytest.mark.parametrize(
    "argv",
    [
        ["plan", EXAMPLE, "--var", "VERSION=1"],
        ["create", EXAMPLE, "--var", "VERSION=1"],
        ["watch", ARN],
        ["role", EXAMPLE, "--create-validation-role", "Made"],
    ],
    ids=lambda argv: argv[0],
)
def test_other_commands_with_a_profile(argv: list[str], home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([*argv, "--profile", "kyes"]) == 2
    assert f'unknown AWS profile "kyes" (searched in {home}/config' in "".join(capsys.readouterr())


def test_a_profile_and_a_role_contradict_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    role = "arn:aws:iam::123456789012:role/release"
    assert main.run(["watch", ARN, "--profile", "keys", "--role-to-assume", role]) == 2
    assert capsys.readouterr() == (
        "",
        "sagemaker-marketplace: --profile and --role-to-assume are mutually exclusive\n"
        "  omit --profile in a workflow, and --role-to-assume elsewhere\n",
    )
