"""Debug output: versions, settings and each call to AWS, without secrets, whatever the servers send."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.aws.local_server import REQUEST_TOKEN, LocalServer, Reply, Request, error_reply, run_server

from sagemaker_marketplace import action
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.sandbox.server import running
from sagemaker_marketplace.settings import options

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "model-package.yaml"
ARN = "arn:aws:sagemaker:us-east-2:123456789012:algorithm/absent"
ROLE = "arn:aws:iam::123456789012:role/release"
SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIAOFTHEENVIRONMENT",
    "AWS_SECRET_ACCESS_KEY": "secret/key+of+the+environment",
    "AWS_SESSION_TOKEN": "token-of-the-session",
    "GITHUB_TOKEN": "ghs-of-the-job",
    "DATABASE_PASSWORD": "password-of-something-else",
}
VARIABLE = "value-of-a-variable"
COMMANDS = {
    "check": [str(EXAMPLE)],
    # Ends without a container engine; tests/container/rehearse has the lines of one that is found.
    "rehearse": [str(EXAMPLE)],
    "plan": [str(EXAMPLE)],
    "create": [str(EXAMPLE), "--timeout-minutes", "0"],
    "watch": [ARN, "--timeout-minutes", "0"],
    "init": ["--from", ARN],
    "role": [str(EXAMPLE), "--create-validation-role", "Made"],
}
# Of those that send no call.
CODES = {"check": 0, "rehearse": 2}
SETUP = """\
debug: sagemaker-marketplace N, boto3 N, botocore N, jsonschema N, PyYAML N
debug: Python N, SYSTEM
debug: configuration file: none
debug: {}
"""


def normalized(text: str) -> list[str]:
    """Return the debug lines with what varies replaced: versions, system, durations, request IDs."""
    lines = [line for line in text.splitlines() if line.startswith(("debug: ", "::debug::"))]
    text = re.sub(r"(?<=request )[0-9a-f-]{36}", "ID", "\n".join(lines))
    text = re.sub(r"(?<=, )[0-9]+ ms", "N ms", re.sub(r"(?<= )[0-9]+\.[0-9.]+\w*", "N", text))
    return re.sub(r"(Python N, ).*", r"\1SYSTEM", text).splitlines()


def setup(settings: str) -> list[str]:
    """Return the first lines for a command and its settings."""
    return SETUP.format(settings).splitlines()


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Yield the variables that direct clients to a sandbox."""
    with running("success") as sandbox:
        yield sandbox.environment


def test_a_command_reports_its_calls(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    arguments = [str(EXAMPLE), "--var", "VERSION=1.0", "--no-preflight", "--verbose", "--ignore", "image-not-pinned"]
    assert main.run(["plan", *arguments]) == 0
    out, err = capsys.readouterr()
    given = f"manifest={EXAMPLE}, variables=VERSION (values not shown), preflight=false, ignore=image-not-pinned"
    assert normalized(err) == [
        *setup(f"plan: {given}, verbose=true"),
        "debug: ecr:DescribeImages us-east-2 200, N ms, 1 attempt",
        "debug: sagemaker:DescribeModelPackage us-east-2 400 ValidationException, N ms, 1 attempt, request ID",
    ]
    assert "debug" not in out


def test_the_action_reports_its_calls_in_the_job_log(
    mounted: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "sagemaker-marketplace.yaml").write_bytes(EXAMPLE.read_bytes())
    given = {"INPUT_COMMAND": "plan", "INPUT_VARIABLES": "VERSION=2.0", "INPUT_PREFLIGHT": "false"}
    for name, value in {**environment, **given, "GITHUB_EVENT_NAME": "push"}.items():
        monkeypatch.setenv(name, value)
    assert action.main() == 0
    assert normalized(capsys.readouterr().out) == []
    monkeypatch.setenv("RUNNER_DEBUG", "1")
    assert action.main() == 0
    out = capsys.readouterr().out
    assert [line.replace("::debug::", "debug: ") for line in normalized(out)] == [
        *setup("plan: command=plan, variables=VERSION (values not shown), preflight=false"),
        "debug: ecr:DescribeImages us-east-2 200, N ms, 1 attempt",
        "debug: sagemaker:DescribeModelPackage us-east-2 400 ValidationException, N ms, 1 attempt, request ID",
    ]


def echo(request: Request) -> Reply:
    """Return an error whose code, message and request ID repeat the token in the request."""
    token = request.headers.get("X-Amz-Security-Token", "") + request.form.get("WebIdentityToken", "")
    body = json.dumps({"__type": token, "message": token})
    reply = error_reply(400, token, token) if request.form else Reply(400, body)
    return reply._replace(headers={"x-amzn-RequestId": token})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """Yield a server that repeats what it receives, and set an environment with secrets."""
    files = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "NO_PROXY": "127.0.0.1"}
    for name, value in {**SECRETS, **files}.items():
        monkeypatch.setenv(name, value)
    with run_server() as server:
        server.call_replies = [echo] * 20
        server.sts_replies = [echo] * 20
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


def test_every_command_that_has_the_option_is_tested() -> None:
    assert set(COMMANDS) == {
        name for name in main.COMMANDS if "verbose" in [option.name for option in options.of_command(name)]
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_no_secret_is_in_the_debug_output(
    command: str, server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere.sock")
    variables = [] if command == "init" else ["--var", f"VERSION=1-{VARIABLE}"]
    assert main.run([command, *COMMANDS[command], *variables, "--verbose"]) == CODES.get(command, 3)
    lines = normalized(capsys.readouterr().err)
    assert lines[:3] == setup("")[:3]
    calls = lines[4:]
    assert (calls == []) == (command in CODES)
    assert all("400 (unusual error code), N ms, 1 attempt" in line for line in calls), calls
    assert [secret for secret in [*SECRETS.values(), VARIABLE] if secret in "\n".join(lines)] == []


def test_no_token_is_in_the_debug_output_of_the_action(
    mounted: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "sagemaker-marketplace.yaml").write_bytes(EXAMPLE.read_bytes())
    given = {"INPUT_COMMAND": "plan", "INPUT_VARIABLES": f"VERSION={VARIABLE}", "INPUT_ROLE-TO-ASSUME": ROLE}
    github = {
        "GITHUB_ACTIONS": "true",
        "RUNNER_DEBUG": "1",
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{server.url}/token?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": REQUEST_TOKEN,
    }
    for name, value in {**given, **github}.items():
        monkeypatch.setenv(name, value)
    server.sts_replies = []
    assert action.main() == 3
    lines = normalized(capsys.readouterr().out)
    assert lines[3] == f"::debug::plan: command=plan, variables=VERSION (values not shown), role-to-assume={ROLE}"
    assert lines[4] == "::debug::sts:AssumeRoleWithWebIdentity us-east-2 200, N ms, 1 attempt"
    assert all("400 (unusual error code), N ms, 1 attempt" in line for line in lines[5:])
    assert len(lines) > 5
    secrets = [*SECRETS.values(), VARIABLE, REQUEST_TOKEN, *server.issued_tokens, "secret-of-ASIA1", "session-of-ASIA1"]
    assert [secret for secret in secrets if secret in "\n".join(lines)] == []
