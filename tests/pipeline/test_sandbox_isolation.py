"""The command `sandbox` with settings that would direct clients elsewhere, or change how the sandbox works."""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from sagemaker_marketplace.sandbox.environment import isolate_server

PROGRAM = [sys.executable, "-m", "sagemaker_marketplace"]
SPEC = Path(__file__).parent / "specs" / "ModelPackage.json"
# Without variables of the caller.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
# TRAP stands for the address of a server that must not receive anything.
CLIENT_SETTINGS = {
    "AWS_PROFILE": "missing",
    "AWS_DEFAULT_PROFILE": "missing",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "REAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
    "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/Production",
    "AWS_WEB_IDENTITY_TOKEN_FILE": os.devnull,
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "TRAP/credentials",
    "AWS_EC2_METADATA_DISABLED": "false",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "TRAP",
    "AWS_ENDPOINT_URL": "TRAP",
    "AWS_ENDPOINT_URL_ECR": "TRAP",
    "AWS_ENDPOINT_URL_S3": "TRAP",
    "AWS_ENDPOINT_URL_SAGEMAKER": "TRAP",
    "AWS_ENDPOINT_URL_STS": "TRAP",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_STS_REGIONAL_ENDPOINTS": "legacy",
    "AWS_MAX_ATTEMPTS": "none",
    "AWS_CA_BUNDLE": "/nowhere",
    "AWS_DATA_PATH": "/nowhere",
    "AWS_BEARER_TOKEN_SAGEMAKER": "real",
    "BOTO_CONFIG": "/nowhere",
    "ACTIONS_ID_TOKEN_REQUEST_URL": "TRAP",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "real",
}
PROXIES = {
    name: "TRAP" for scheme in ("HTTP", "HTTPS", "ALL") for name in (f"{scheme}_PROXY", f"{scheme}_proxy".lower())
}
# Settings of moto, in which the sandbox's process must not differ either.
SERVER_SETTINGS = {
    "MOTO_ACCOUNT_ID": "999999999999",
    "INITIAL_NO_AUTH_ACTION_COUNT": "0",
    "MOTO_S3_CUSTOM_ENDPOINTS": "https://s3.example",
    "TEST_SERVER_MODE": "true",
    "TEST_PROXY_MODE": "true",
}
ALL_SETTINGS = {**CLIENT_SETTINGS, **PROXIES, **SERVER_SETTINGS}
CONFIGURATION = """\
[default]
region = eu-west-1
endpoint_url = TRAP
services = elsewhere
credential_process = /nowhere
[services elsewhere]
sagemaker =
  endpoint_url = TRAP
s3 =
  endpoint_url = TRAP
"""
CREDENTIALS = "[default]\naws_access_key_id = REAL\naws_secret_access_key = real\n"
CALLS = """\
import boto3
sts, s3 = boto3.client("sts"), boto3.client("s3")
print(sts.meta.region_name, sts.get_caller_identity()["Arn"], boto3.Session().get_credentials().access_key)
s3.create_bucket(Bucket="irises")
s3.put_object(Bucket="irises", Key="a.csv", Body=b"5.1")
print([bucket["Name"] for bucket in s3.list_buckets()["Buckets"]])
print(boto3.client("sagemaker").list_model_packages()["ModelPackageSummaryList"])
print(boto3.client("ecr").describe_repositories()["repositories"])
print(boto3.client("iam").list_roles()["Roles"], boto3.client("logs").describe_log_groups()["logGroups"])
"""
RESULTS = """\
us-east-1 arn:aws:iam::123456789012:root SANDBOX
['irises']
[]
[]
[] []
"""


@pytest.fixture
def trap() -> Iterator[tuple[str, list[bytes]]]:
    """A server that closes every connection, its address, and what it received."""
    received: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            received.append(self.request.recv(1000))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", received
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "settings",
    [ALL_SETTINGS, {**ALL_SETTINGS, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}],
    ids=["endpoints", "ignored-endpoints"],
)
def test_no_setting_of_the_caller_has_an_effect(
    settings: dict[str, str], tmp_path: Path, trap: tuple[str, list[bytes]]
) -> None:
    url, received = trap
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(CONFIGURATION.replace("TRAP", url))
    (folder / "credentials").write_text(CREDENTIALS)
    hostile = {name: value.replace("TRAP", url) for name, value in settings.items()}
    environment = {**CLEAN, "HOME": str(tmp_path), **hostile}
    command = [*PROGRAM, "sandbox", "--", sys.executable, "-c", CALLS]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (ended.returncode, ended.stdout, ended.stderr, received) == (0, RESULTS, "", [])


def test_create_reaches_only_the_sandbox(tmp_path: Path, trap: tuple[str, list[bytes]]) -> None:
    url, received = trap
    spec = {"ModelPackageName": "iris", **json.loads(SPEC.read_text("utf-8"))}
    (tmp_path / "m.json").write_text(json.dumps({"kind": "ModelPackage", "region": "us-east-1", "spec": spec}))
    environment = {**CLEAN, **{name: value.replace("TRAP", url) for name, value in ALL_SETTINGS.items()}}
    command = [*PROGRAM, "sandbox", "--", *PROGRAM, "create", "m.json", "--poll-seconds", "0.1"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)
    assert (ended.returncode, ended.stderr, received) == (0, "", [])
    assert "  arn: arn:aws:sagemaker:us-east-1:123456789012:model-package/iris\n" in ended.stdout


def test_the_command_keeps_all_other_variables(tmp_path: Path) -> None:
    script = f"import os; print(*(name for name in {list(kept_and_removed())} if name in os.environ))"
    command = [*PROGRAM, "sandbox", "--", sys.executable, "-c", script]
    environment = {**CLEAN, **kept_and_removed()}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "MOTO_ACCOUNT_ID HTTP_PROXY USER_OWN\n", "")


def kept_and_removed() -> dict[str, str]:
    names = ("AWS_PROFILE", "AWS_CA_BUNDLE", "BOTO_CONFIG", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    return dict.fromkeys((*names, "MOTO_ACCOUNT_ID", "HTTP_PROXY", "USER_OWN"), "x")


def test_alone_it_unsets_the_caller_s_settings() -> None:
    environment = {**CLEAN, "AWS_PROFILE": "production", "AWS_REGION": "eu-west-1"}
    with subprocess.Popen([*PROGRAM, "sandbox"], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        lines = [process.stdout.readline().rstrip("\n") for _ in range(2)]
        process.terminate()
        process.communicate(timeout=30)
    assert lines[0] == "unset AWS_PROFILE"
    assert lines[1].startswith("export AWS_ENDPOINT_URL=http://127.0.0.1:")


def test_the_server_s_process_reads_no_file_and_no_setting() -> None:
    environment = {"PATH": "/bin", **CLIENT_SETTINGS, **SERVER_SETTINGS}
    before = isolate_server(environment)
    assert before == {"PATH": "/bin", **CLIENT_SETTINGS, **SERVER_SETTINGS}
    assert environment == {
        "PATH": "/bin",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
