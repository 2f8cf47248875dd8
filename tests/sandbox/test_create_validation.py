"""Create requests that are invalid although each field is valid."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

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
            "Model package group group does not exist.",
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


def test_a_package_of_an_algorithm_needs_no_instance_types(sagemaker: Any) -> None:
    source = {"SourceAlgorithms": [{"AlgorithmName": "any", "ModelDataUrl": "s3://iris/model.tar.gz"}]}
    sagemaker.create_model_package(ModelPackageName="derived", SourceAlgorithmSpecification=source)
    described = sagemaker.describe_model_package(ModelPackageName="derived")
    assert described["SourceAlgorithmSpecification"] == source
