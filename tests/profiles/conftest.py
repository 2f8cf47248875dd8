"""Fixtures: a home directory with profiles of every kind, and a command that needs credentials."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from botocore.credentials import SSOProvider
from botocore.tokens import SSOTokenProvider

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.sandbox import github_tokens
from sagemaker_marketplace.sandbox.scenario import load
from sagemaker_marketplace.sandbox.server import Sandbox, running

HERE = Path(__file__).parent
ARN = "arn:aws:sagemaker:us-east-2:123456789012:algorithm/absent"
# The profiles of aws_config.ini and of the file with credentials.
NAMES = (
    "absent-process, broken-process, console, empty, keys, mfa, no-session, old sso, process, role, role-with-sso, "
    "shared, sso, text-process, unquoted-process, web, web-without-token"
)
NOT_LOADED = "could not load AWS credentials: "
NONE = "no AWS credentials found (needed for sagemaker:DescribeAlgorithm)\n  "
SIGNED_OUT = "not signed in: Error loading SSO Token: Token for {} does not exist\n  "
SET_UP = (
    "sign in with 'aws login' (AWS CLI 2.32 or later), or set up a profile with 'aws configure sso' or 'aws configure'"
)
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "secret"}
Run = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def signal_handlers() -> Iterator[None]:
    """Restore the signal handlers that a command replaces."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Yield a sandbox for all tests."""
    with running("success") as sandbox:
        yield sandbox


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> Path:
    """Return a home directory with profiles, whose user has no credentials in the environment."""
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text((HERE / "aws_config.ini").read_text().replace("FOLDER", str(tmp_path)))
    (tmp_path / "credentials").write_text("[shared]\naws_access_key_id = AKIASHARED\naws_secret_access_key = secret\n")
    claims = github_tokens.claims(load("success"), "sts.amazonaws.com")
    (tmp_path / "token").write_text(github_tokens.token(claims))
    keys = {"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "secret"}
    (tmp_path / "process.json").write_text(json.dumps(keys))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    # botocore expands the home directory when it is imported.
    for provider in (SSOProvider, SSOTokenProvider):
        monkeypatch.setattr(provider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that converts an ARN, with variables set; it returns exit code and message."""

    def command(*arguments: str, **variables: str) -> tuple[int, str]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        code = main.run(["init", "--from", ARN, *arguments])
        out, err = capsys.readouterr()
        assert out == ""
        return code, err.removeprefix("sagemaker-marketplace: ").removesuffix("\n")

    return command
