"""Calls that fail: each kind of fault in each protocol, whether the call is executed, and how to request faults."""

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from sagemaker_marketplace.sandbox.scenario import FAULT_KINDS
from sagemaker_marketplace.sandbox.server import Sandbox, running

# By operation: the service, a call that changes a resource, and how to check whether the call was executed.
CALLS: dict[str, tuple[str, str, dict[str, Any], Callable[[Any], bool]]] = {
    "CreateModelPackage": (
        "sagemaker",
        "create_model_package",
        {"ModelPackageName": "m"},
        lambda client: bool(client.list_model_packages()["ModelPackageSummaryList"]),
    ),
    "CreateRole": (
        "iam",
        "create_role",
        {"RoleName": "r", "AssumeRolePolicyDocument": "{}"},
        lambda client: bool(client.list_roles()["Roles"]),
    ),
    "CreateBucket": (
        "s3",
        "create_bucket",
        {"Bucket": "irises"},
        lambda client: bool(client.list_buckets()["Buckets"]),
    ),
    "CreateLogGroup": (
        "logs",
        "create_log_group",
        {"logGroupName": "mine"},
        lambda client: bool(client.describe_log_groups()["logGroups"]),
    ),
}
THROTTLED, EXPIRED = "ThrottlingException 400", "ExpiredTokenException 400"
# By kind: the client's result, and whether the call is executed; errors differ by protocol.
CUT: dict[str, tuple[type[Exception], bool]] = {
    "reset": (ConnectionClosedError, False),
    "lost": (ConnectionClosedError, True),
    "timeout": (ConnectionClosedError, True),
}
SKEWED = "InvalidSignatureException 400"
REFUSED = {
    "CreateModelPackage": [THROTTLED, "InternalFailure 500", "ServiceUnavailable 503", EXPIRED, SKEWED],
    "CreateLogGroup": [THROTTLED, "InternalFailure 500", "ServiceUnavailable 503", EXPIRED, SKEWED],
    "CreateRole": [
        "Throttling 400",
        "InternalFailure 500",
        "ServiceUnavailable 503",
        "ExpiredToken 403",
        "SignatureDoesNotMatch 403",
    ],
    "CreateBucket": [
        "SlowDown 503",
        "InternalError 500",
        "ServiceUnavailable 503",
        "ExpiredToken 400",
        "RequestTimeTooSkewed 403",
    ],
}


def request_fault(sandbox: Sandbox, **fault: Any) -> Any:
    """Request a fault; return the operations with pending faults."""
    request = urllib.request.Request(f"{sandbox.url}/_sandbox/faults", json.dumps(fault).encode())  # noqa: S310 -- loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310 -- likewise
        return json.load(answer)


def pending(sandbox: Sandbox) -> Any:
    """Return the operations with pending faults."""
    with urllib.request.urlopen(f"{sandbox.url}/_sandbox/faults") as answer:  # noqa: S310 -- likewise
        return json.load(answer)


def result_of(client: Any, operation: str) -> Any:
    """Make a call that changes a resource; return the result."""
    _, method, members, _ = CALLS[operation]
    try:
        getattr(client, method)(**members)
    except ClientError as error:
        return f"{error.response['Error']['Code']} {error.response['ResponseMetadata']['HTTPStatusCode']}"
    except (ConnectionClosedError, ReadTimeoutError, ResponseParserError) as error:
        return type(error)
    return "fine"


@pytest.mark.parametrize("operation", sorted(REFUSED))
def test_errors_in_each_protocol(operation: str, sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    client = connect(sandbox, CALLS[operation][0])
    kinds = ("throttle", "500", "503", "expired", "skewed")
    # Of several faults for one call the first applies, and all of them count the call.
    assert [request_fault(sandbox, operation=operation, kind=kind) for kind in kinds][-1] == [operation] * 5
    assert [result_of(client, operation), pending(sandbox)] == [REFUSED[operation][0], []]
    for kind, expected in zip(kinds, REFUSED[operation], strict=True):
        request_fault(sandbox, operation=operation, kind=kind)
        assert (kind, result_of(client, operation)) == (kind, expected)
    assert not CALLS[operation][3](client)
    assert result_of(client, operation) == "fine"


@pytest.mark.parametrize("kind", sorted(CUT))
@pytest.mark.parametrize("operation", sorted(CALLS))
def test_closed_connections(operation: str, kind: str, sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    client = connect(sandbox, CALLS[operation][0])
    request_fault(sandbox, operation=operation, kind=kind)
    error, done = CUT[kind]
    assert (result_of(client, operation), CALLS[operation][3](client)) == (error, done)


@pytest.mark.parametrize(
    ("operation", "kind", "expected", "done"),
    [
        ("CreateModelPackage", "garbage", "fine", False),
        ("CreateModelPackage", "truncated", "fine", True),
        ("CreateRole", "garbage", ResponseParserError, False),
        ("CreateRole", "truncated", ResponseParserError, True),
        ("CreateModelPackage", "slow", "fine", True),
    ],
)
def test_invalid_responses(
    operation: str, kind: str, expected: Any, done: bool, sandbox: Sandbox, connect: Callable[..., Any]
) -> None:
    client = connect(sandbox, CALLS[operation][0])
    request_fault(sandbox, operation=operation, kind=kind)
    assert (result_of(client, operation), CALLS[operation][3](client)) == (expected, done)


def test_html_instead_of_json_is_a_response_without_fields(
    connect: Callable[..., Any],
) -> None:
    faults = [
        {"operation": "ListAlgorithms", "kind": kind, "nth": nth} for nth, kind in ((1, "garbage"), (2, "truncated"))
    ]
    with running(faults=faults) as sandbox:
        client = connect(sandbox)
        assert [sorted(client.list_algorithms()) for _ in range(3)] == [
            ["ResponseMetadata"],
            ["ResponseMetadata"],
            ["AlgorithmSummaryList", "ResponseMetadata"],
        ]


def test_a_reset_is_a_tcp_reset(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    request_fault(sandbox, operation="*", kind="reset")
    host, _, port = sandbox.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"GET /any HTTP/1.1\r\nHost: any\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    assert pending(sandbox) == []
    assert capfd.readouterr() == ("", "")


def test_a_slow_response_is_delayed(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    request_fault(sandbox, operation="ListAlgorithms", kind="slow", seconds=0.2)
    before = time.monotonic()
    assert connect(sandbox).list_algorithms()["AlgorithmSummaryList"] == []
    assert time.monotonic() - before >= 0.2


@pytest.mark.parametrize("kind", ["throttle", "reset", "lost", "expired"])
def test_only_the_nth_call_of_an_operation_fails(kind: str, connect: Callable[..., Any]) -> None:
    with running(faults=[{"operation": "ListAlgorithms", "kind": kind, "nth": 3}]) as sandbox:
        client = connect(sandbox)
        outcomes = []
        for _ in range(5):
            outcomes.append(pending(sandbox))
            client.list_training_jobs()
            try:
                client.list_algorithms()
            except (ClientError, ConnectionClosedError):
                outcomes.append(kind)
        assert outcomes == [["ListAlgorithms"]] * 3 + [kind, [], []]


def test_calls_of_all_operations_can_be_counted(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    request_fault(sandbox, operation="*", kind="503", nth=3)
    clients = [connect(sandbox, name) for name in ("s3", "sts", "iam")]
    clients[0].list_buckets()
    clients[1].get_caller_identity()
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        clients[2].list_roles()
    clients[2].list_roles()


def test_head_object_can_fail(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    s3 = connect(sandbox, "s3")
    request_fault(sandbox, operation="HeadBucket", kind="throttle")
    with pytest.raises(ClientError) as refused:
        s3.head_bucket(Bucket="irises")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"operation": "A"}',
        b'{"operation": "A", "kind": "strange"}',
        b'{"operation": "A", "kind": "lost", "nth": 0}',
    ],
)
def test_an_invalid_fault_is_an_error(body: bytes, sandbox: Sandbox) -> None:
    request = urllib.request.Request(f"{sandbox.url}/_sandbox/faults", body)  # noqa: S310 -- loopback
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310 -- likewise
    with refused.value as answer:
        assert answer.status == 400
        assert list(json.load(answer)) == ["message"]
    with (
        pytest.raises(ValueError, match=f"choose from: {', '.join(FAULT_KINDS)}"),
        running(faults=[{"operation": "A", "kind": "strange"}]),
    ):
        raise AssertionError("it runs")
