"""List calls: pagination, filters and order; tags."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.server import Sandbox

NAMES = ["delta", "alpha-one", "charlie", "alpha-two", "bravo"]


@pytest.fixture
def packages(sagemaker: Any) -> Any:
    """A client of a sandbox with five model packages, created in the order of NAMES."""
    for name in NAMES:
        sagemaker.create_model_package(ModelPackageName=name, ModelPackageDescription=f"is {name}")
    return sagemaker


def listed(client: Any, **request: Any) -> list[str]:
    """List all pages of model packages and return the names."""
    pages = client.get_paginator("list_model_packages").paginate(**request)
    return [item["ModelPackageName"] for page in pages for item in page["ModelPackageSummaryList"]]


def test_pagination(packages: Any) -> None:
    pages = list(packages.get_paginator("list_model_packages").paginate(PaginationConfig={"PageSize": 2}))
    names = [[item["ModelPackageName"] for item in page["ModelPackageSummaryList"]] for page in pages]
    assert names == [["delta", "alpha-one"], ["charlie", "alpha-two"], ["bravo"]]
    assert ["NextToken" in page for page in pages] == [True, True, False]


@pytest.mark.parametrize("token", ["???", "AAAA", "Zm9v"])
def test_an_invalid_token(token: str, sagemaker: Any) -> None:
    with pytest.raises(ClientError) as refusal:
        sagemaker.list_algorithms(NextToken=token)
    assert refusal.value.response["Error"] == {"Code": "ValidationException", "Message": "Invalid NextToken."}


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ({}, NAMES),
        ({"SortBy": "CreationTime", "SortOrder": "Descending"}, NAMES[::-1]),
        ({"SortBy": "Name"}, sorted(NAMES)),
        ({"SortBy": "Name", "SortOrder": "Descending"}, sorted(NAMES)[::-1]),
        ({"NameContains": "alpha"}, ["alpha-one", "alpha-two"]),
        ({"NameContains": "zulu"}, []),
        ({"ModelPackageType": "Unversioned"}, NAMES),
        ({"ModelPackageType": "Versioned"}, []),
        ({"ModelPackageGroupName": "group"}, []),
        ({"ModelApprovalStatus": "Approved"}, []),
    ],
)
def test_filters_and_order(packages: Any, request_: dict[str, str], names: list[str]) -> None:
    assert listed(packages, **request_) == names


def test_filters_by_creation_time(packages: Any) -> None:
    first = packages.describe_model_package(ModelPackageName="delta")["CreationTime"]
    last = packages.describe_model_package(ModelPackageName="bravo")["CreationTime"]
    assert "delta" not in listed(packages, CreationTimeAfter=first)
    assert "bravo" in listed(packages, CreationTimeAfter=first)
    assert "bravo" not in listed(packages, CreationTimeBefore=last)
    assert "delta" in listed(packages, CreationTimeBefore=last)


def test_the_fields_of_a_summary(packages: Any) -> None:
    [entry] = packages.list_model_packages(NameContains="delta")["ModelPackageSummaryList"]
    del entry["CreationTime"]
    assert entry == {
        "ModelPackageName": "delta",
        "ModelPackageArn": "arn:aws:sagemaker:us-east-1:123456789012:model-package/delta",
        "ModelPackageDescription": "is delta",
        "ModelPackageStatus": "Pending",
    }


def test_the_approval_status_of_packages(packages: Any) -> None:
    packages.create_model_package(ModelPackageName="echo", ModelApprovalStatus="Approved")
    assert listed(packages, ModelApprovalStatus="Approved") == ["echo"]
    assert listed(packages, ModelApprovalStatus="Rejected") == []
    [entry] = packages.list_model_packages(NameContains="echo")["ModelPackageSummaryList"]
    assert entry["ModelApprovalStatus"] == "Approved"


def test_a_list_call_counts_as_a_poll(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    sagemaker.create_algorithm(**algorithm)
    statuses = [sagemaker.list_algorithms()["AlgorithmSummaryList"][0]["AlgorithmStatus"] for _ in range(6)]
    assert statuses == ["Pending", "InProgress", "InProgress", "InProgress", "Completed", "Completed"]
    sagemaker.delete_algorithm(AlgorithmName="iris-trainer-2")
    counts = [len(sagemaker.list_algorithms()["AlgorithmSummaryList"]) for _ in range(3)]
    assert counts == [1, 1, 0]


def test_a_describe_call_shows_what_a_list_call_has_shown(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    sagemaker.create_algorithm(**algorithm)
    described = []
    for _ in range(5):
        (summary,) = sagemaker.list_algorithms()["AlgorithmSummaryList"]
        answer = sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")
        assert answer["AlgorithmStatus"] == summary["AlgorithmStatus"]
        details = answer["AlgorithmStatusDetails"]
        described.append([item["Status"] for items in details.values() for item in items])
    assert described == [
        ["NotStarted", "NotStarted"],
        ["NotStarted", "InProgress"],
        ["InProgress", "Completed"],
        ["InProgress", "Completed"],
        ["Completed", "Completed"],
    ]


def test_a_resource_that_is_not_visible_yet(serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    client = connect(serve("not-found-after-create"))
    client.create_model_package(ModelPackageName="hidden")
    assert [len(client.list_model_packages()["ModelPackageSummaryList"]) for _ in range(5)] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("by", ["CreationTime", "Name"])
@pytest.mark.parametrize("order", ["Ascending", "Descending"])
def test_pages_stay_complete_while_resources_come_and_go(packages: Any, by: str, order: str) -> None:
    for name in NAMES:
        for _ in range(2):
            packages.describe_model_package(ModelPackageName=name)
    first = packages.list_model_packages(SortBy=by, SortOrder=order, MaxResults=2)
    names = [item["ModelPackageName"] for item in first["ModelPackageSummaryList"]]
    packages.create_model_package(ModelPackageName="foxtrot")
    packages.delete_model_package(ModelPackageName=names[0])
    for _ in range(3):
        with suppress(ClientError):
            packages.describe_model_package(ModelPackageName=names[0])
    names += listed(packages, SortBy=by, SortOrder=order, NextToken=first["NextToken"])
    expected = NAMES if by == "CreationTime" else sorted(NAMES)
    expected = expected if order == "Ascending" else expected[::-1]
    assert [name for name in names if name != "foxtrot"] == expected
    assert ("foxtrot" in names) == (order == "Ascending")


def test_the_token_of_another_order(packages: Any) -> None:
    token = packages.list_model_packages(SortBy="Name", MaxResults=2)["NextToken"]
    with pytest.raises(ClientError, match=r"ValidationException.*Invalid NextToken\."):
        packages.list_model_packages(NextToken=token)


def test_the_order_of_jobs(
    sandbox: Sandbox, sagemaker: Any, connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    for name in ("one", "two", "three"):
        sagemaker.create_algorithm(**{**algorithm, "AlgorithmName": name})
        for _ in range(5):
            sagemaker.describe_algorithm(AlgorithmName=name)
    for list_jobs, word, default in (
        (sagemaker.list_training_jobs, "TrainingJob", "Ascending"),
        (sagemaker.list_transform_jobs, "TransformJob", "Descending"),
    ):
        jobs = list_jobs()[f"{word}Summaries"]
        assert len(jobs) == 3
        assert list_jobs(SortOrder=default)[f"{word}Summaries"] == jobs
        assert list_jobs(MaxResults=1)[f"{word}Summaries"] == jobs[:1]
        assert list_jobs(StatusEquals="InProgress")[f"{word}Summaries"] == []
        assert list_jobs(NameContains=jobs[1][f"{word}Name"])[f"{word}Summaries"] == [jobs[1]]
        by_name = sorted(jobs, key=lambda job: str(job[f"{word}Name"]))
        assert list_jobs(SortBy="Name", SortOrder="Ascending")[f"{word}Summaries"] == by_name
    assert (
        sagemaker.list_training_jobs(TrainingPlanArnEquals="arn:aws:sagemaker:us-east-1:123456789012:training-plan/a")[
            "TrainingJobSummaries"
        ]
        == []
    )
    assert connect(sandbox, region="us-east-2").list_training_jobs()["TrainingJobSummaries"] == []


def test_tags(sagemaker: Any) -> None:
    first = [{"Key": "team", "Value": "irises"}, {"Key": "cost", "Value": "012"}]
    arn = sagemaker.create_model_package(ModelPackageName="tagged", Tags=first)["ModelPackageArn"]
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == first
    changed = [{"Key": "team", "Value": "roses"}, {"Key": "cost", "Value": "012"}, {"Key": "new", "Value": ""}]
    added = sagemaker.add_tags(ResourceArn=arn, Tags=[changed[0], changed[2]])
    assert added["Tags"] == changed
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["cost", "absent"])
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [changed[0], changed[2]]


def test_a_resource_has_at_most_50_tags(sagemaker: Any) -> None:
    tags = [{"Key": f"k{number}", "Value": "v"} for number in range(50)]
    arn = sagemaker.create_model_package(ModelPackageName="tagged", Tags=tags)["ModelPackageArn"]
    with pytest.raises(ClientError, match="A resource can have at most 50 tags"):
        sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "another", "Value": "v"}])
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "k0", "Value": "w"}])
    pages = list(sagemaker.get_paginator("list_tags").paginate(ResourceArn=arn))
    assert [page["Tags"] for page in pages] == [[{"Key": "k0", "Value": "w"}, *tags[1:]]]


def test_a_call_with_more_than_50_tags_is_refused(sagemaker: Any) -> None:
    tags = [{"Key": f"k{number}", "Value": "v"} for number in range(51)]
    message = "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50"
    with pytest.raises(ClientError, match=message):
        sagemaker.create_model_package(ModelPackageName="tagged", Tags=tags)
    assert sagemaker.list_model_packages()["ModelPackageSummaryList"] == []
    arn = sagemaker.create_model_package(ModelPackageName="tagged")["ModelPackageArn"]
    with pytest.raises(ClientError, match=message):
        sagemaker.add_tags(ResourceArn=arn, Tags=tags)
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == []


@pytest.mark.parametrize("key", ["aws:owner", "AWS:owner"])
def test_tags_of_aws_are_refused(sagemaker: Any, key: str) -> None:
    tags = [{"Key": key, "Value": "v"}]
    with pytest.raises(ClientError, match="Tag keys that start with aws: are reserved"):
        sagemaker.create_model_package(ModelPackageName="tagged", Tags=tags)
    assert sagemaker.list_model_packages()["ModelPackageSummaryList"] == []
    arn = sagemaker.create_model_package(ModelPackageName="tagged")["ModelPackageArn"]
    with pytest.raises(ClientError, match="Tag keys that start with aws: are reserved"):
        sagemaker.add_tags(ResourceArn=arn, Tags=tags)
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == []


def test_tags_of_a_missing_resource(sagemaker: Any) -> None:
    arn = "arn:aws:sagemaker:us-east-1:123456789012:algorithm/none"
    with pytest.raises(ClientError) as refusal:
        sagemaker.list_tags(ResourceArn=arn)
    assert refusal.value.response["Error"]["Message"] == f"Could not find resource {arn}."
