"""Validation jobs: phases, stopping, failures, and unrelated jobs at the same time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox import scenario
from sagemaker_marketplace.sandbox.jobs import phases
from sagemaker_marketplace.sandbox.server import Sandbox

ROLE = "arn:aws:iam::123456789012:role/Validation"
NAMES = {"training": "TrainingJob", "transform": "TransformJob"}
FAILS = sorted(name for name in scenario.names() if name.startswith("fails-"))


def job(client: Any, stage: str) -> dict[str, Any]:
    """Describe the latest job of a stage; return an empty dictionary if there is none."""
    word = NAMES[stage]
    summaries = getattr(client, f"list_{stage}_jobs")(SortBy="CreationTime", SortOrder="Descending")
    found = summaries[f"{word}Summaries"]
    described: dict[str, Any] = {}
    if found:
        described = getattr(client, f"describe_{stage}_job")(**{f"{word}Name": found[0][f"{word}Name"]})
    return described


def poll(client: Any, name: str = "iris-trainer-2") -> tuple[str, str]:
    """Describe the algorithm; return its status and failure reason."""
    described = client.describe_algorithm(AlgorithmName=name)
    [item] = described["AlgorithmStatusDetails"]["ValidationStatuses"]
    return described["AlgorithmStatus"], item.get("FailureReason", "")


@pytest.mark.parametrize(
    ("stage", "polls", "expected"),
    [
        ("training", 1, ["Training"]),
        ("training", 2, ["Starting", "Training"]),
        ("training", 3, ["Starting", "Training", "Uploading"]),
        ("training", 4, ["Starting", "Downloading", "Training", "Uploading"]),
        ("training", 6, ["Starting", "Downloading", "Training", "Training", "Training", "Uploading"]),
        ("transform", 1, ["Training"]),
        ("transform", 3, ["Starting", "Training", "Training"]),
    ],
)
def test_phases_by_number_of_polls(stage: str, polls: int, expected: list[str]) -> None:
    assert list(phases(stage, polls)) == expected


def test_phases_of_a_training_job(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    client = connect(serve("training-phases"))
    client.create_algorithm(**algorithm)
    rounds = []
    for _ in range(8):
        poll(client)
        found = job(client, "training")
        past = [item["Status"] for item in found.get("SecondaryStatusTransitions", []) if "EndTime" in item]
        rounds.append((found.get("SecondaryStatus"), past, "TrainingStartTime" in found, "TrainingEndTime" in found))
    whole = ["Starting", "Downloading", "Training", "Uploading"]
    assert rounds == [
        (None, [], False, False),
        (None, [], False, False),
        ("Starting", [], False, False),
        ("Downloading", whole[:1], True, False),
        ("Training", whole[:2], True, False),
        ("Training", whole[:2], True, False),
        ("Uploading", whole[:3], True, False),
        ("Completed", [*whole, "Completed"], True, True),
    ]
    done = job(client, "training")
    assert done["FinalMetricDataList"] == [
        {"MetricName": "accuracy", "Value": 0.97, "Timestamp": done["TrainingEndTime"]}
    ]
    assert done["TrainingEndTime"] - done["TrainingStartTime"] == timedelta(seconds=done["BillableTimeInSeconds"])


def test_phases_of_a_transform_job(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    client = connect(serve("training-phases"))
    client.create_model_package(**model_package)
    rounds = []
    for _ in range(6):
        status = client.describe_model_package(ModelPackageName="Iris-Scorer-2")["ModelPackageStatus"]
        found = job(client, "transform")
        times = [key for key in ("TransformStartTime", "TransformEndTime") if key in found]
        rounds.append((status, found.get("TransformJobStatus"), times))
    assert rounds == [
        ("Pending", None, []),
        ("InProgress", None, []),
        ("InProgress", "InProgress", []),
        ("InProgress", "InProgress", ["TransformStartTime"]),
        ("InProgress", "InProgress", ["TransformStartTime"]),
        ("Completed", "Completed", ["TransformStartTime", "TransformEndTime"]),
    ]


@pytest.mark.parametrize("name", FAILS)
def test_failure_scenarios(
    name: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    stages = scenario.load(name).stages
    failing = next(stage for stage in ("training", "transform") if stages[stage].final_status == "Failed")
    client = connect(serve(name))
    client.create_algorithm(**algorithm)
    outcome = [poll(client) for _ in range(5)][-1]
    found = job(client, failing)
    assert outcome == ("Failed", stages[failing].reason)
    assert (found[f"{NAMES[failing]}Status"], found["FailureReason"]) == ("Failed", stages[failing].reason)
    if failing == "training":
        statuses = [item["Status"] for item in found["SecondaryStatusTransitions"]]
        assert statuses == ["Starting", "Downloading", "Training", "Failed"]


@pytest.mark.parametrize(("stage", "polls"), [("training", 3), ("transform", 4)])
def test_a_stopped_job_fails_the_resource(stage: str, polls: int, sagemaker: Any, algorithm: dict[str, Any]) -> None:
    sagemaker.create_algorithm(**algorithm)
    for _ in range(polls):
        poll(sagemaker)
    word = NAMES[stage]
    name = job(sagemaker, stage)[f"{word}Name"]
    stop = getattr(sagemaker, f"stop_{stage}_job")
    stop(**{f"{word}Name": name})
    stop(**{f"{word}Name": name})
    describe = getattr(sagemaker, f"describe_{stage}_job")
    statuses = [describe(**{f"{word}Name": name})[f"{word}Status"] for _ in range(3)]
    assert statuses == ["Stopping", "Stopped", "Stopped"]
    assert [poll(sagemaker) for _ in range(2)] == [("Failed", f"The {stage} job {name} was stopped.")] * 2
    with pytest.raises(ClientError) as refusal:
        stop(**{f"{word}Name": name})
    assert refusal.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": f"The {stage} job {name} is Stopped, so there is nothing to stop.",
    }
    with pytest.raises(ClientError, match=r"Requested resource not found|Could not find requested job"):
        stop(**{f"{word}Name": "none"})


def test_describing_the_resource_ends_a_stopping_job(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    sagemaker.create_algorithm(**algorithm)
    for _ in range(3):
        poll(sagemaker)
    sagemaker.stop_training_job(TrainingJobName=job(sagemaker, "training")["TrainingJobName"])
    assert poll(sagemaker)[0] == "Failed"
    stopped = job(sagemaker, "training")
    assert (stopped["TrainingJobStatus"], stopped["SecondaryStatus"]) == ("Stopped", "Stopped")
    transitions = [(item["Status"], item["StatusMessage"]) for item in stopped["SecondaryStatusTransitions"]]
    assert transitions[-1] == ("Stopped", "Training job stopped")
    assert sagemaker.list_transform_jobs()["TransformJobSummaries"] == []


def listed(client: Any, stage: str, since: datetime) -> dict[str, dict[str, Any]]:
    """Describe all jobs of a stage created since a time, by the suffix of their names."""
    word = NAMES[stage]
    found = getattr(client, f"list_{stage}_jobs")(CreationTimeAfter=since, SortBy="CreationTime")
    names = [item[f"{word}Name"] for item in found[f"{word}Summaries"]]
    describe = getattr(client, f"describe_{stage}_job")
    return {name.partition("-unrelated-")[2]: describe(**{f"{word}Name": name}) for name in sorted(names)}


def test_unrelated_jobs(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    client = connect(serve("unrelated-jobs"))
    client.create_algorithm(**algorithm)
    for _ in range(4):
        poll(client)
    created = client.describe_algorithm(AlgorithmName="iris-trainer-2")["CreationTime"]
    trainings = listed(client, "training", created - timedelta(minutes=1))
    assert {
        key: (found["RoleArn"], found["OutputDataConfig"]["S3OutputPath"], found["TrainingJobStatus"])
        for key, found in trainings.items()
    } == {
        "": (ROLE, "s3://iris-us-east-1/training/output/", "Completed"),
        "1": (ROLE, "s3://unrelated/output/", "Completed"),
        "2": ("arn:aws:iam::123456789012:role/Unrelated", "s3://iris-us-east-1/training/output/", "Completed"),
    }
    assert {found["InputDataConfig"][0]["ChannelName"] for found in trainings.values()} == {"training"}
    transforms = listed(client, "transform", created - timedelta(minutes=1))
    outputs = {key: found["TransformOutput"]["S3OutputPath"] for key, found in transforms.items()}
    assert outputs == {"": "s3://iris-us-east-1/transform/output/", "1": "s3://unrelated/output/"}


@pytest.mark.parametrize(("name", "near"), [("identical-jobs-before", False), ("identical-jobs-just-before", True)])
def test_similar_jobs_that_started_earlier(
    name: str, near: bool, serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    client = connect(serve(name))
    created = client.create_algorithm(**algorithm) and client.describe_algorithm(AlgorithmName="iris-trainer-2")
    for _ in range(2):
        poll(client)
    found = listed(client, "training", datetime.fromtimestamp(0, created["CreationTime"].tzinfo))
    statuses = {key: (item["TrainingJobStatus"], item["OutputDataConfig"]) for key, item in found.items()}
    output = algorithm["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]["OutputDataConfig"]
    assert statuses == {"": ("InProgress", output), "1": ("Completed", output)}
    assert found["1"]["CreationTime"] < created["CreationTime"]
    recent = listed(client, "training", created["CreationTime"] - timedelta(minutes=1))
    assert list(recent) == (["", "1"] if near else [""])
