"""Scenarios for many resources: shares that fail, shares and rates of calls that are throttled, quotas in use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.faults import Faults
from sagemaker_marketplace.sandbox.json_protocol import Owner
from sagemaker_marketplace.sandbox.scenario import Fault, is_in_share
from sagemaker_marketplace.sandbox.server import Sandbox

Connect = Callable[..., Any]

SECOND = "210987654321"
LIMIT = (
    "ResourceLimitExceeded: The account-level service limit 'ml.m5.large for transform job usage' is 4 Instances, with "
    "current utilization of 4 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request "
    "an increase for this quota."
)


def is_throttled(call: Callable[..., Any]) -> bool:
    """Make a call; return whether it was throttled."""
    try:
        call()
    except ClientError as error:
        return bool(error.response["Error"] == {"Code": "ThrottlingException", "Message": "Rate exceeded"})
    return False


def statuses(client: Any) -> dict[str, str]:
    """List the model packages, and return the status of each."""
    pages = client.get_paginator("list_model_packages").paginate()
    summaries = [item for page in pages for item in page["ModelPackageSummaryList"]]
    return {item["ModelPackageName"]: item["ModelPackageStatus"] for item in summaries}


def create(client: Any, request: dict[str, Any], count: int) -> list[str]:
    """Create model packages, and return their names."""
    names = [f"p-{number}" for number in range(count)]
    for name in names:
        client.create_model_package(**{**request, "ModelPackageName": name})
    return names


def reason(client: Any, name: str) -> str:
    """Return the reason of a failed validation."""
    details = client.describe_model_package(ModelPackageName=name)["ModelPackageStatusDetails"]
    return str(details["ValidationStatuses"][0]["FailureReason"])


def test_a_share_of_names() -> None:
    names = [f"resource-{number}" for number in range(2000)]
    counts = [sum(is_in_share(name, percent) for name in names) for percent in (0, 5, 50, 100)]
    assert counts == [0, 112, 1007, 2000]


def test_a_share_of_validations_fails(
    serve: Callable[[str], Sandbox], connect: Connect, model_package: dict[str, Any]
) -> None:
    client = connect(serve("many-fail"))
    names = create(client, model_package, 60)
    for _ in range(4):
        found = statuses(client)
    failed = [name for name in names if is_in_share(name, 5)]
    assert found == {name: "Failed" if name in failed else "Completed" for name in names}
    assert len(failed) in range(1, 6)
    assert reason(client, failed[0]).startswith("AlgorithmError: Model container failed to respond to ping.")
    jobs = client.list_transform_jobs(MaxResults=100)["TransformJobSummaries"]
    assert sum(job["TransformJobStatus"] == "Failed" for job in jobs) == len(failed)


def test_every_nth_call_is_throttled(serve: Callable[[str], Sandbox], connect: Connect) -> None:
    client = connect(serve("many-throttled"))
    throttled = [is_throttled(client.list_algorithms) for _ in range(41)]
    assert [number for number, found in enumerate(throttled, start=1) if found] == [20, 40]


def test_a_rate_of_calls_per_account_region_and_operation(
    tmp_path: Path, serve: Callable[[str], Sandbox], connect: Connect
) -> None:
    file = tmp_path / "rate.yaml"
    fault = '{operations: ["*"], count_per: account, rate: 0.0001, burst: 3, response: throttle}'
    file.write_text(f"description: a\nfaults: [{fault}]\n")
    sandbox = serve(str(file))
    for access_key, region in (("K", "us-east-1"), ("K", "us-east-2"), (SECOND, "us-east-1")):
        client = connect(sandbox, region=region, key=access_key)
        for call in (client.list_algorithms, client.list_model_packages):
            assert [is_throttled(call) for _ in range(5)] == [False, False, False, True, True]


def test_a_fault_of_one_account(tmp_path: Path, serve: Callable[[str], Sandbox], connect: Connect) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(
        f'description: a\nfaults: [{{operations: ["*"], account: "{SECOND}", times: 2, response: throttle}}]\n'
    )
    sandbox = serve(str(file))
    clients = [connect(sandbox, key=access_key) for access_key in ("K", SECOND)]
    found = [[is_throttled(client.list_algorithms) for _ in range(4)] for client in clients]
    assert found == [[False, False, False, False], [True, True, False, False]]


def test_a_token_bucket_over_time() -> None:
    times = iter([0.0, 0.0, 0.0, 0.4, 0.5, 0.6, 10.0, 10.0, 10.0])
    fault = Fault(("ListAlgorithms",), ("ListAlgorithms",), "throttle", rate=2, burst=2, count_per="account")
    faults = Faults([fault], lambda: next(times))
    call = ApiCall("sagemaker", "ListAlgorithms", Owner("1", "r"), "K", "POST", "/", {}, {}, b"", {})
    throttled = [faults.count_call(call, None) is not None for _ in range(9)]
    #                    0.0    0.0    0.0   0.4   0.5    0.6   10.0   10.0   10.0
    assert throttled == [False, False, True, True, False, True, False, False, True]


def test_jobs_beyond_the_quota_fail(
    serve: Callable[[str], Sandbox], connect: Connect, model_package: dict[str, Any]
) -> None:
    sandbox = serve("many-beyond-quota-fail")
    for access_key in ("K", SECOND):
        client = connect(sandbox, key=access_key)
        names = create(client, model_package, 6)
        for _ in range(3):
            found = statuses(client)
        assert found == {**dict.fromkeys(names, "InProgress"), "p-4": "Failed", "p-5": "Failed"}
        assert reason(client, "p-5") == LIMIT
        assert len(client.list_transform_jobs()["TransformJobSummaries"]) == 4
        for _ in range(2):
            found = statuses(client)
        assert found == {**dict.fromkeys(names, "Completed"), "p-4": "Failed", "p-5": "Failed"}
        client.create_model_package(**{**model_package, "ModelPackageName": "later"})
        for _ in range(4):
            found = statuses(client)
        assert found["later"] == "Completed"


def test_jobs_beyond_the_quota_wait(
    serve: Callable[[str], Sandbox], connect: Connect, model_package: dict[str, Any]
) -> None:
    client = connect(serve("many-beyond-quota-wait"))
    names = create(client, model_package, 10)
    ended = []
    for _ in range(6):
        found = statuses(client)
        ended.append(sum(status == "Completed" for status in found.values()))
    assert ended == [0, 0, 0, 4, 8, 10]
    assert found == dict.fromkeys(names, "Completed")


def test_an_algorithm_beyond_the_quota(
    tmp_path: Path, serve: Callable[[str], Sandbox], connect: Connect, algorithm: dict[str, Any]
) -> None:
    file = tmp_path / "quota.yaml"
    file.write_text("description: a\nbeyond_quota: fails\naccount: {quota: {ml.m5.large for transform job usage: 0}}\n")
    client = connect(serve(str(file)))
    client.create_algorithm(**algorithm)
    found = [client.describe_algorithm(AlgorithmName="iris-trainer-2") for _ in range(4)]
    assert [item["AlgorithmStatus"] for item in found] == ["Pending", "InProgress", "InProgress", "Failed"]
    (validation,) = found[-1]["AlgorithmStatusDetails"]["ValidationStatuses"]
    assert validation["FailureReason"].startswith(
        "ResourceLimitExceeded: The account-level service limit 'ml.m5.large for transform job usage' is 0 Instances"
    )
    assert len(client.list_training_jobs()["TrainingJobSummaries"]) == 1
    assert client.list_transform_jobs()["TransformJobSummaries"] == []
