"""Every scenario as a client sees it, poll by poll, until the final status."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from sagemaker_marketplace.sandbox import scenario
from sagemaker_marketplace.sandbox.server import Sandbox, running, scenarios

PING = (
    "AlgorithmError: Model container failed to respond to ping. "
    "Please ensure /ping endpoint is implemented and responds with an HTTP 200 status code"
)
NEW = ("Pending", "scan NotStarted", "jobs NotStarted")
SCANS = ("InProgress", "scan InProgress", "jobs NotStarted")
RUNS = ("InProgress", "scan Completed", "jobs InProgress")
DONE = ("Completed", "scan Completed", "jobs Completed")
THROTTLED = "ThrottlingException: Rate exceeded"
EXPIRED = "ExpiredTokenException: The security token included in the request is expired"

# The first polls of a new model package and of a new algorithm; an algorithm runs two jobs.
POLLS: dict[str, tuple[list[Any], list[Any]]] = {
    "success": ([NEW, SCANS, RUNS, DONE, DONE], [NEW, SCANS, RUNS, RUNS, DONE, DONE]),
    "image-scan-fails": (
        [NEW, SCANS, ("Failed", "scan Failed: Client error: Access denied for registry", "jobs NotStarted")],
        [NEW, SCANS, ("Failed", "scan Failed: Client error: Access denied for registry", "jobs NotStarted")],
    ),
    "scan-not-started": (
        [NEW, ("Failed", "scan NotStarted: Client error: No scan scheduled", "jobs NotStarted")],
        [NEW, ("Failed", "scan NotStarted: Client error: No scan scheduled", "jobs NotStarted")],
    ),
    "training-fails": (
        [NEW, SCANS, RUNS, DONE],
        [NEW, SCANS, RUNS, ("Failed", "scan Completed", "jobs Failed: AlgorithmError: Exit Code: 1")],
    ),
    "ping-fails": (
        [NEW, SCANS, RUNS, ("Failed", "scan Completed", f"jobs Failed: {PING}")],
        [NEW, SCANS, RUNS, RUNS, ("Failed", "scan Completed", f"jobs Failed: {PING}")],
    ),
    "invocations-fail": (
        [
            NEW,
            SCANS,
            RUNS,
            ("Failed", "scan Completed", "jobs Failed: AlgorithmError: See job logs for more information"),
        ],
        [
            *(NEW, SCANS, RUNS, RUNS),
            ("Failed", "scan Completed", "jobs Failed: AlgorithmError: See job logs for more information"),
        ],
    ),
    "never-finishes": ([NEW, SCANS, RUNS, RUNS, RUNS], [NEW, SCANS, RUNS, RUNS, RUNS, RUNS]),
    "throttled": ([THROTTLED] * 3 + [NEW, SCANS, RUNS, DONE], [THROTTLED] * 3 + [NEW, SCANS, RUNS, RUNS, DONE]),
    "not-found-after-create": (
        ["ValidationException: ModelPackage Iris-Scorer-2 does not exist."] * 3 + [NEW, SCANS, RUNS, DONE],
        ["ValidationException: Algorithm iris-trainer-2 does not exist."] * 3 + [NEW, SCANS, RUNS, RUNS, DONE],
    ),
    "expired-token": ([NEW, SCANS, RUNS, EXPIRED, EXPIRED], [NEW, SCANS, RUNS, EXPIRED, EXPIRED]),
    # These change calls other than Describe, see below.
    "response-lost": ([NEW, SCANS, RUNS, DONE], [NEW, SCANS, RUNS, RUNS, DONE]),
    "server-error": ([NEW, SCANS, RUNS, DONE], [NEW, SCANS, RUNS, RUNS, DONE]),
    "slow-delete": ([NEW, SCANS, RUNS, DONE], [NEW, SCANS, RUNS, RUNS, DONE]),
}
FAILING = {"response-lost": ConnectionClosedError, "server-error": ClientError}


def poll(client: Any, kind: str, name: str) -> Any:
    """Describe a resource; return its status and both lists as text, or the error as text."""
    describe = client.describe_model_package if kind == "ModelPackage" else client.describe_algorithm
    try:
        described = describe(**{f"{kind}Name": name})
    except ClientError as error:
        return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
    details = described[f"{kind}StatusDetails"]
    assert {item["Name"] for item in details["ValidationStatuses"]} <= {"small"}
    assert {item["Name"] for item in details["ImageScanStatuses"]} <= {name}
    texts = [
        f"{word} " + ": ".join([item["Status"], *filter(None, [item.get("FailureReason")])])
        for word, key in (("scan", "ImageScanStatuses"), ("jobs", "ValidationStatuses"))
        for item in details[key]
    ]
    return (described[f"{kind}Status"], *texts)


def create(client: Any, scenario: str, send: Callable[[], Any]) -> None:
    """Send a create call, which can fail in the scenario, until it is executed."""
    if scenario in FAILING:
        with pytest.raises(FAILING[scenario]):
            send()
    if scenario != "response-lost":
        send()


def test_every_scenario_has_a_description_and_expected_polls() -> None:
    assert scenarios() == {name: scenario.load(name).description for name in scenario.names()}
    assert all(scenarios().values())
    # Scenarios about the account, about jobs and logs, and about credentials have their own tests.
    own = ("fails-", "logs-", "oidc", "many-", "unrelated-jobs", "identical-jobs-")
    others = {"training-phases", "short-sessions", "eight-channels"}
    here = {name for name in scenarios() if not scenario.load(name).account and not name.startswith(own)}
    assert here - others == set(POLLS)


@pytest.mark.parametrize("name", sorted(POLLS))
def test_polls_of_a_model_package(
    name: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    client = connect(serve(name))
    create(client, name, lambda: client.create_model_package(**model_package))
    expected = POLLS[name][0]
    assert [poll(client, "ModelPackage", "Iris-Scorer-2") for _ in expected] == expected


@pytest.mark.parametrize("name", sorted(POLLS))
def test_polls_of_an_algorithm(
    name: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    client = connect(serve(name))
    create(client, name, lambda: client.create_algorithm(**algorithm))
    expected = POLLS[name][1]
    assert [poll(client, "Algorithm", "iris-trainer-2") for _ in expected] == expected


def test_an_unknown_scenario_is_an_error_that_lists_all_names() -> None:
    with pytest.raises(ValueError, match="unknown scenario") as raised, running("sunny"):
        raise AssertionError("it runs")
    assert str(raised.value) == f"unknown scenario 'sunny'; choose from: {', '.join(scenario.names())}"


def test_the_server_error(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    client = connect(serve("server-error"))
    with pytest.raises(ClientError) as raised:
        client.create_model_package(**model_package)
    assert raised.value.response["Error"] == {"Code": "InternalFailure", "Message": "An internal failure happened"}
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert client.list_model_packages()["ModelPackageSummaryList"] == []


def test_a_retry_with_the_same_token_succeeds_after_a_lost_response(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    client = connect(serve("response-lost"))
    with pytest.raises(ConnectionClosedError):
        client.create_model_package(**model_package, ClientToken="one")
    again = client.create_model_package(**model_package, ClientToken="one")
    assert again["ModelPackageArn"] == "arn:aws:sagemaker:us-east-1:123456789012:model-package/iris-scorer-2"
    assert len(client.list_model_packages()["ModelPackageSummaryList"]) == 1


def test_an_expired_key_is_rejected_and_a_new_key_works(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    sandbox = serve("expired-token")
    client = connect(sandbox)
    client.create_model_package(**model_package)
    for _ in range(3):
        poll(client, "ModelPackage", "Iris-Scorer-2")
    for refused in (client.list_transform_jobs, connect(sandbox, "logs").describe_log_groups):
        with pytest.raises(ClientError, match="ExpiredTokenException"):
            refused()
    assert poll(connect(sandbox, key="FRESH"), "ModelPackage", "Iris-Scorer-2") == DONE


@pytest.mark.parametrize(("name", "polls"), [("success", 2), ("slow-delete", 10)])
def test_deletion(
    name: str,
    polls: int,
    serve: Callable[[str], Sandbox],
    connect: Callable[..., Any],
    model_package: dict[str, Any],
    algorithm: dict[str, Any],
) -> None:
    client = connect(serve(name))
    client.create_model_package(**model_package)
    client.create_algorithm(**algorithm)
    for status in ("Pending", "InProgress"):
        for delete, kind, resource in (
            (client.delete_model_package, "ModelPackage", "Iris-Scorer-2"),
            (client.delete_algorithm, "Algorithm", "iris-trainer-2"),
        ):
            poll(client, kind, resource)
            with pytest.raises(ClientError, match=f"ValidationException.*: Cannot delete {kind} in {status} status$"):
                delete(**{f"{kind}Name": resource})
    for kind, resource in (("ModelPackage", "Iris-Scorer-2"), ("Algorithm", "iris-trainer-2")):
        while poll(client, kind, resource) != DONE:
            pass
    client.delete_model_package(ModelPackageName="Iris-Scorer-2")
    client.delete_algorithm(AlgorithmName="iris-trainer-2")
    deleting = ("Deleting", "scan Completed", "jobs Completed")
    package = [poll(client, "ModelPackage", "Iris-Scorer-2") for _ in range(polls + 2)]
    assert package == [deleting] * polls + ["ValidationException: ModelPackage Iris-Scorer-2 does not exist."] * 2
    trainer = [poll(client, "Algorithm", "iris-trainer-2") for _ in range(polls + 2)]
    assert trainer == [deleting] * polls + ["ValidationException: Algorithm iris-trainer-2 does not exist."] * 2
    client.create_model_package(**model_package)
    assert poll(client, "ModelPackage", "Iris-Scorer-2") == NEW


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"CertifyForMarketplace": False}, [("Pending", "jobs NotStarted"), ("InProgress", "jobs InProgress")]),
        ({"ValidationSpecification": None}, [("Pending", "scan NotStarted"), ("InProgress", "scan InProgress")]),
        ({"CertifyForMarketplace": None}, [("Pending", "jobs NotStarted"), ("InProgress", "jobs InProgress")]),
        ({"CertifyForMarketplace": False, "ValidationSpecification": None}, [("Pending",), ("Completed",)]),
    ],
)
def test_validation_does_only_what_was_requested(
    sagemaker: Any, model_package: dict[str, Any], change: dict[str, Any], expected: list[Any]
) -> None:
    request = {key: value for key, value in {**model_package, **change}.items() if value is not None}
    sagemaker.create_model_package(**request)
    polls = [sagemaker.describe_model_package(ModelPackageName="Iris-Scorer-2") for _ in expected]
    assert [status_and_items(found) for found in polls] == expected


def status_and_items(described: dict[str, Any]) -> tuple[str, ...]:
    """Return the status of a Describe response and the items of its lists."""
    details = described["ModelPackageStatusDetails"]
    words = (("scan", "ImageScanStatuses"), ("jobs", "ValidationStatuses"))
    items = [f"{word} {item['Status']}" for word, key in words for item in details.get(key, [])]
    return (described["ModelPackageStatus"], *items)
