"""The server: moto's services, the list of calls, and no output."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.server import Sandbox, running


def journal(sandbox: Sandbox) -> Any:
    """Return the calls that the sandbox received."""
    with urllib.request.urlopen(f"{sandbox.url}/_sandbox/calls") as answer:  # noqa: S310 -- a loopback address
        return [{key: entry[key] for key in entry.keys() - {"seconds", "status"}} for entry in json.load(answer)]


def test_other_services_are_available(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    s3 = connect(sandbox, "s3")
    s3.create_bucket(Bucket="irises")
    s3.put_object(Bucket="irises", Key="input/a.csv", Body=b"5.1,3.5\n")
    assert s3.get_object(Bucket="irises", Key="input/a.csv")["Body"].read() == b"5.1,3.5\n"
    repository = connect(sandbox, "ecr").create_repository(repositoryName="iris")["repository"]
    assert repository["repositoryUri"] == "123456789012.dkr.ecr.us-east-1.amazonaws.com/iris"
    assert connect(sandbox, "sts").get_caller_identity()["Account"] == "123456789012"
    assert connect(sandbox, "iam").list_roles()["Roles"] == []
    assert connect(sandbox, "logs").describe_log_groups()["logGroups"] == []
    quotas = connect(sandbox, "service-quotas").list_aws_default_service_quotas(ServiceCode="vpc")["Quotas"]
    assert {quota["ServiceCode"] for quota in quotas} == {"vpc"}


def test_the_journal_lists_every_call(
    sandbox: Sandbox, sagemaker: Any, connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    sagemaker.create_model_package(**model_package)
    with pytest.raises(ClientError):
        connect(sandbox, region="eu-west-1").describe_model_package(ModelPackageName="Iris-Scorer-2")
    connect(sandbox, "logs").describe_log_groups()
    connect(sandbox, "s3").list_buckets()
    assert journal(sandbox) == [
        {"service": "sagemaker", "operation": "CreateModelPackage", "region": "us-east-1", "account": "123456789012"},
        {"service": "sagemaker", "operation": "DescribeModelPackage", "region": "eu-west-1", "account": "123456789012"},
        {"service": "logs", "operation": "DescribeLogGroups", "region": "us-east-1", "account": "123456789012"},
        {"service": "s3", "operation": "ListBuckets", "region": "us-east-1", "account": "123456789012"},
    ]


def test_every_start_has_an_empty_account(connect: Callable[..., Any], model_package: dict[str, Any]) -> None:
    for _ in range(2):
        with running() as sandbox:
            assert journal(sandbox) == []
            assert connect(sandbox).list_model_packages()["ModelPackageSummaryList"] == []
            assert connect(sandbox, "s3").list_buckets()["Buckets"] == []
            connect(sandbox).create_model_package(**model_package)
            connect(sandbox, "s3").create_bucket(Bucket="irises")


def test_a_reset_removes_all_resources(
    sandbox: Sandbox, sagemaker: Any, connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    sagemaker.create_model_package(**model_package)
    connect(sandbox, "s3").create_bucket(Bucket="irises")
    with urllib.request.urlopen(f"{sandbox.url}/moto-api/reset", b"") as answer:  # noqa: S310 -- a loopback address
        assert json.load(answer) == {"status": "ok"}
    assert sagemaker.list_model_packages()["ModelPackageSummaryList"] == []
    assert connect(sandbox, "s3").list_buckets()["Buckets"] == []


def test_the_server_prints_nothing_and_releases_its_port(
    connect: Callable[..., Any], capfd: pytest.CaptureFixture[str], model_package: dict[str, Any]
) -> None:
    with running("response-lost") as sandbox:
        with pytest.raises(Exception, match="Connection was closed"):
            connect(sandbox).create_model_package(**model_package)
        connect(sandbox, "s3").list_buckets()
        with pytest.raises(ClientError) as absent:
            connect(sandbox, "service-quotas").list_service_quotas(ServiceCode="vpc")
        port = int(sandbox.url.rpartition(":")[2])
    assert capfd.readouterr() == ("", "")
    assert absent.value.response["Error"] == {
        "Code": "NotImplemented",
        "Message": "The sandbox does not support this operation.",
    }
    with running(port=port) as sandbox:
        assert sandbox.url == f"http://127.0.0.1:{port}"


def test_a_port_in_use_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupied, pytest.raises(OSError, match="in use"):
        running(port=occupied.getsockname()[1]).__enter__()


def test_an_invalid_json_body(sandbox: Sandbox) -> None:
    scope = "AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/sagemaker/aws4_request"
    headers = {"X-Amz-Target": "SageMaker.ListAlgorithms", "Authorization": scope}
    request = urllib.request.Request(sandbox.url, b"{", headers)  # noqa: S310 -- a loopback address
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request)  # noqa: S310 -- likewise
    with refusal.value as answer:
        response = (answer.status, json.load(answer))
    assert response == (400, {"__type": "SerializationException", "message": "The request's body is not JSON."})
