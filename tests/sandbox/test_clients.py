"""Clients that work otherwise than this program: they wait for jobs alone, or use calls that the sandbox lacks."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from sagemaker_marketplace.sandbox.server import Sandbox

NO_DELAY = {"Delay": 0, "MaxAttempts": 20}


@pytest.mark.parametrize(("stage", "polls"), [("training", 3), ("transform", 4)])
def test_a_waiter_that_polls_only_the_job_ends(
    stage: str, polls: int, sagemaker: Any, algorithm: dict[str, Any]
) -> None:
    sagemaker.create_algorithm(**algorithm)
    for _ in range(polls):
        sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")
    key = f"{stage.title()}JobName"
    [job] = getattr(sagemaker, f"list_{stage}_jobs")()[f"{stage.title()}JobSummaries"]
    waiter = sagemaker.get_waiter(f"{stage}_job_completed_or_stopped")
    waiter.wait(**{key: job[key]}, WaiterConfig=NO_DELAY)
    described = getattr(sagemaker, f"describe_{stage}_job")(**{key: job[key]})
    assert described[f"{stage.title()}JobStatus"] == "Completed"


@pytest.mark.parametrize(("stage", "polls"), [("training", 3), ("transform", 4)])
def test_a_client_that_only_lists_jobs_sees_their_end(
    stage: str, polls: int, sagemaker: Any, algorithm: dict[str, Any]
) -> None:
    sagemaker.create_algorithm(**algorithm)
    for _ in range(polls):
        sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")
    list_jobs = getattr(sagemaker, f"list_{stage}_jobs")
    counts = [len(list_jobs(StatusEquals="InProgress")[f"{stage.title()}JobSummaries"]) for _ in range(6)]
    assert counts == [1, 1, 1, 1, 1, 0]


def test_a_stopped_job_remains_stopped_without_its_resource(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    sagemaker.create_algorithm(**algorithm)
    for _ in range(3):
        sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")
    [job] = sagemaker.list_training_jobs()["TrainingJobSummaries"]
    named = {"TrainingJobName": job["TrainingJobName"]}
    sagemaker.stop_training_job(**named)
    sagemaker.get_waiter("training_job_completed_or_stopped").wait(**named, WaiterConfig=NO_DELAY)
    assert sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")["AlgorithmStatus"] == "Failed"
    sagemaker.delete_algorithm(AlgorithmName="iris-trainer-2")
    for _ in range(4):
        sagemaker.list_algorithms()
    statuses = {sagemaker.describe_training_job(**named)["TrainingJobStatus"] for _ in range(12)}
    assert statuses == {"Stopped"}


@pytest.mark.parametrize("stage", ["training", "transform"])
def test_a_waiter_reports_a_failed_job(
    stage: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    client = connect(serve({"training": "training-fails", "transform": "invocations-fail"}[stage]))
    client.create_algorithm(**algorithm)
    summaries: list[dict[str, Any]] = []
    while not summaries:
        client.describe_algorithm(AlgorithmName="iris-trainer-2")
        summaries = getattr(client, f"list_{stage}_jobs")()[f"{stage.title()}JobSummaries"]
    key = f"{stage.title()}JobName"
    waiter = client.get_waiter(f"{stage}_job_completed_or_stopped")
    with pytest.raises(WaiterError, match=f'terminal failure state: For expression "{stage.title()}JobStatus"'):
        waiter.wait(**{key: summaries[0][key]}, WaiterConfig=NO_DELAY)
    assert client.describe_algorithm(AlgorithmName="iris-trainer-2")["AlgorithmStatus"] == "Failed"


def test_a_client_that_polls_the_resource_too_sees_each_step(sagemaker: Any, model_package: dict[str, Any]) -> None:
    sagemaker.create_model_package(**model_package)
    statuses = []
    for _ in range(4):
        described = sagemaker.describe_model_package(ModelPackageName="Iris-Scorer-2")
        statuses.append(described["ModelPackageStatus"])
        for job in sagemaker.list_transform_jobs()["TransformJobSummaries"]:
            for _ in range(4):
                sagemaker.describe_transform_job(TransformJobName=job["TransformJobName"])
    assert statuses == ["Pending", "InProgress", "InProgress", "Completed"]


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("update_model_package", {"ModelPackageArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package/a"}),
        ("create_training_job", {"TrainingJobName": "job"}),
        ("create_transform_job", {"TransformJobName": "job"}),
        ("search", {"Resource": "ModelPackage"}),
        ("search", {"Resource": "TrainingJob"}),
    ],
)
def test_calls_whose_resources_the_sandbox_could_not_describe_are_refused(
    operation: str, request_: dict[str, Any], sagemaker: Any
) -> None:
    with pytest.raises(ClientError) as refusal:
        getattr(sagemaker, operation)(**request_)
    error = {"Code": "NotImplemented", "Message": "The sandbox does not support this operation."}
    assert refusal.value.response["Error"] == error


def test_names_are_unique_regardless_of_case(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    arn = sagemaker.create_algorithm(**{**algorithm, "AlgorithmName": "Iris-Trainer"})["AlgorithmArn"]
    assert arn == "arn:aws:sagemaker:us-east-1:123456789012:algorithm/iris-trainer"
    with pytest.raises(ClientError, match="Cannot create already existing algorithm"):
        sagemaker.create_algorithm(**{**algorithm, "AlgorithmName": "iris-trainer"})
    for name in ("iris-TRAINER", arn, arn.replace("iris-trainer", "Iris-Trainer")):
        assert sagemaker.describe_algorithm(AlgorithmName=name)["AlgorithmName"] == "Iris-Trainer"


def test_the_status_lists_are_there_without_a_validation(sagemaker: Any) -> None:
    sagemaker.create_model_package(ModelPackageName="bare")
    described = sagemaker.describe_model_package(ModelPackageName="bare")
    assert described["ModelPackageStatusDetails"] == {"ValidationStatuses": [], "ImageScanStatuses": []}
    assert described["CertifyForMarketplace"] is False


def test_an_image_keeps_the_digest_that_the_request_names(sagemaker: Any, model_package: dict[str, Any]) -> None:
    container = model_package["InferenceSpecification"]["Containers"][0]
    container["ImageDigest"] = f"sha256:{'1' * 64}"
    sagemaker.create_model_package(**model_package)
    described = sagemaker.describe_model_package(ModelPackageName="Iris-Scorer-2")
    assert described["InferenceSpecification"]["Containers"] == [{**container, "IsCheckpoint": False}]


@pytest.mark.parametrize(
    ("image", "digest"),
    [
        (f"123456789012.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:{'2' * 64}", f"sha256:{'2' * 64}"),
        ("210987654321.dkr.ecr.us-east-1.amazonaws.com/iris:2.0", None),
        ("docker.io/iris:2.0", None),
    ],
)
def test_digests_of_other_images(image: str, digest: str | None, sagemaker: Any, model_package: dict[str, Any]) -> None:
    container = model_package["InferenceSpecification"]["Containers"][0]
    container["Image"] = image
    del container["ImageDigest"]
    sagemaker.create_model_package(**model_package)
    described = sagemaker.describe_model_package(ModelPackageName="Iris-Scorer-2")
    assert described["InferenceSpecification"]["Containers"][0].get("ImageDigest") == digest


def test_a_group_can_be_created_and_described_but_has_no_versions(sagemaker: Any) -> None:
    arn = sagemaker.create_model_package_group(ModelPackageGroupName="group")["ModelPackageGroupArn"]
    assert arn == "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/group"
    assert sagemaker.describe_model_package_group(ModelPackageGroupName="group")["ModelPackageGroupArn"] == arn
    [listed] = sagemaker.list_model_package_groups()["ModelPackageGroupSummaryList"]
    assert listed["ModelPackageGroupArn"] == arn
    for name in ("group", arn):
        with pytest.raises(ClientError, match="The sandbox does not support this operation"):
            sagemaker.create_model_package(ModelPackageGroupName=name)
    assert sagemaker.list_model_packages(ModelPackageGroupName="group")["ModelPackageSummaryList"] == []


def test_jobs_and_resources_of_other_kinds_have_tags(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    sagemaker.create_algorithm(**algorithm)
    for _ in range(3):
        sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")
    job = sagemaker.list_training_jobs()["TrainingJobSummaries"][0]["TrainingJobArn"]
    role = "arn:aws:iam::123456789012:role/Validation"
    model = sagemaker.create_model(ModelName="iris", ExecutionRoleArn=role)["ModelArn"]
    tags = [{"Key": "team", "Value": "irises"}]
    for resource in (job, model):
        assert sagemaker.list_tags(ResourceArn=resource)["Tags"] == []
        sagemaker.add_tags(ResourceArn=resource, Tags=tags)
        assert sagemaker.list_tags(ResourceArn=resource)["Tags"] == tags
        sagemaker.delete_tags(ResourceArn=resource, TagKeys=["team"])
        assert sagemaker.list_tags(ResourceArn=resource)["Tags"] == []


PAGES = {
    "list_algorithms": "AlgorithmSummaryList",
    "list_model_packages": "ModelPackageSummaryList",
    "list_training_jobs": "TrainingJobSummaries",
    "list_transform_jobs": "TransformJobSummaries",
}


def test_paginators_return_each_item_once(
    sagemaker: Any, algorithm: dict[str, Any], model_package: dict[str, Any]
) -> None:
    for number in range(3):
        names = {"AlgorithmName": f"trainer-{number}", "ModelPackageName": f"scorer-{number}"}
        sagemaker.create_algorithm(**{**algorithm, "AlgorithmName": names["AlgorithmName"]})
        sagemaker.create_model_package(**{**model_package, "ModelPackageName": names["ModelPackageName"]})
        for _ in range(6):
            sagemaker.describe_algorithm(AlgorithmName=names["AlgorithmName"])
            sagemaker.describe_model_package(ModelPackageName=names["ModelPackageName"])
    for operation, key in PAGES.items():
        whole = getattr(sagemaker, operation)()[key]
        pages = list(sagemaker.get_paginator(operation).paginate(PaginationConfig={"PageSize": 2}))
        assert [item for page in pages for item in page[key]] == whole
        assert [len(page[key]) for page in pages] == {3: [2, 1], 6: [2, 2, 2]}[len(whole)]
