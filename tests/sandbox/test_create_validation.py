"""Create requests that are invalid although each field is valid."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.server import Sandbox

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/iris:2.0"
CROSS_REGION = (
    f'Region of "{IMAGE}" does not match expected region of us-east-1. Cross region ECR image pulls are not allowed.'
)
ADDITIONAL = {"S3DataType": "S3Object", "S3Uri": "s3://iris/base.tar.gz", "CompressionType": "Gzip"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"ModelPackageGroupName": "group"},
            "Both ModelPackageName and ModelPackageGroupName are provided in the input. "
            "Cannot determine which one to use.",
        ),
        ({"ModelPackageName": None}, "Missing ARN."),
        (
            {"ModelPackageName": None, "ModelPackageGroupName": "group", "Tags": [{"Key": "k", "Value": "v"}]},
            "Tags are not supported in Model Package versions. Please add them to the Model Package Group",
        ),
        (
            {"ModelPackageName": None, "ModelPackageGroupName": "group"},
            "Model Package Group does not exist.",
        ),
        (
            {"InferenceSpecification": {"Containers": [{"Image": "a", "AdditionalS3DataSource": ADDITIONAL}]}},
            "AdditionalS3DataSource is not allowed in InferenceSpecification",
        ),
        (
            {"InferenceSpecification": {"Containers": [{"Image": "a"}]}},
            "SupportedTransformInstanceTypes must be provided for an unversioned model package.",
        ),
        (
            {
                "InferenceSpecification": {
                    "Containers": [{"Image": "a"}],
                    "SupportedTransformInstanceTypes": ["ml.m5.large"],
                }
            },
            "SupportedRealtimeInferenceInstanceTypes must be provided for an unversioned model package.",
        ),
    ],
)
def test_invalid_model_packages(
    sagemaker: Any, model_package: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    request = {key: value for key, value in {**model_package, **change}.items() if value is not None}
    with pytest.raises(ClientError) as refusal:
        sagemaker.create_model_package(**request)
    assert refusal.value.response["Error"] == {"Code": "ValidationException", "Message": message}
    assert sagemaker.list_model_packages()["ModelPackageSummaryList"] == []


def test_an_image_of_another_region_in_a_model_package(sagemaker: Any, model_package: dict[str, Any]) -> None:
    model_package["InferenceSpecification"]["Containers"][0]["Image"] = IMAGE
    with pytest.raises(ClientError) as refusal:
        sagemaker.create_model_package(**model_package)
    assert refusal.value.response["Error"] == {"Code": "ValidationException", "Message": CROSS_REGION}


def test_an_image_of_another_region_in_an_algorithm(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    algorithm["TrainingSpecification"]["TrainingImage"] = IMAGE
    with pytest.raises(ClientError) as refusal:
        sagemaker.create_algorithm(**algorithm)
    assert refusal.value.response["Error"] == {"Code": "ValidationException", "Message": CROSS_REGION}
    assert sagemaker.list_algorithms()["AlgorithmSummaryList"] == []


def test_a_package_of_an_algorithm_has_its_inference_specification(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    arn = sagemaker.create_algorithm(**algorithm)["AlgorithmArn"]
    for name in (algorithm["AlgorithmName"], arn):
        source = {"SourceAlgorithms": [{"AlgorithmName": name, "ModelDataUrl": "s3://iris/model.tar.gz"}]}
        package = sagemaker.create_model_package(
            ModelPackageName=f"derived-{len(name)}", SourceAlgorithmSpecification=source
        )
        described = sagemaker.describe_model_package(ModelPackageName=package["ModelPackageArn"])
        assert described["SourceAlgorithmSpecification"] == source
        own = sagemaker.describe_algorithm(AlgorithmName=arn)["InferenceSpecification"]
        assert described["InferenceSpecification"] == own


@pytest.mark.parametrize("name", ["none", "arn:aws:sagemaker:us-east-1:865070037744:algorithm/none-1"])
def test_a_package_of_a_missing_algorithm_is_refused(sagemaker: Any, name: str) -> None:
    source = {"SourceAlgorithms": [{"AlgorithmName": name}]}
    with pytest.raises(ClientError) as refusal:
        sagemaker.create_model_package(ModelPackageName="derived", SourceAlgorithmSpecification=source)
    assert refusal.value.response["Error"]["Message"] == f"Algorithm {name} does not exist."
    assert sagemaker.list_model_packages()["ModelPackageSummaryList"] == []


@pytest.mark.parametrize(("scenario", "accepted"), [("success", 20), ("eight-channels", 8)])
def test_the_number_of_training_channels(
    scenario: str,
    accepted: int,
    serve: Callable[[str], Sandbox],
    connect: Callable[..., Any],
    algorithm: dict[str, Any],
) -> None:
    client = connect(serve(scenario))
    [channel] = algorithm["TrainingSpecification"]["TrainingChannels"]

    def create(number: int) -> Any:
        channels = [{**channel, "Name": f"channel-{index}"} for index in range(number)]
        training = {**algorithm["TrainingSpecification"], "TrainingChannels": channels}
        return client.create_algorithm(**{**algorithm, "TrainingSpecification": training})

    with pytest.raises(ClientError) as refusal:
        create(accepted + 1)
    error = refusal.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert error["Message"].startswith("1 validation error detected: Value '[{Name=channel-0, ")
    assert error["Message"].endswith(
        "' at 'trainingSpecification.trainingChannels' failed to satisfy constraint: "
        f"Member must have length less than or equal to {accepted}"
    )
    create(accepted)
