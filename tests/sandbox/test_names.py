"""Names, ARNs, Regions and client tokens: which resource a call is about, and invalid ones."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.server import Sandbox

PACKAGE_ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/iris-scorer-2"
ALGORITHM_ARN = "arn:aws:sagemaker:us-east-1:123456789012:algorithm/iris-trainer-2"


def error(call: Callable[..., Any], **request: Any) -> str:
    """Make a call that fails; return the error's code and message."""
    with pytest.raises(ClientError) as raised:
        call(**request)
    return f"{raised.value.response['Error']['Code']}: {raised.value.response['Error']['Message']}"


def test_a_model_package_name_can_be_used_once(sagemaker: Any, model_package: dict[str, Any]) -> None:
    sagemaker.create_model_package(**model_package, ClientToken="one")
    message = f"ConflictException: Cannot create already existing model package {PACKAGE_ARN}"
    assert error(sagemaker.create_model_package, **model_package, ClientToken="two") == message
    for _ in range(5):
        sagemaker.describe_model_package(ModelPackageName=PACKAGE_ARN)
    sagemaker.delete_model_package(ModelPackageName=PACKAGE_ARN)
    assert error(sagemaker.create_model_package, **model_package, ClientToken="two") == message


def test_an_algorithm_name_can_be_used_once(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    sagemaker.create_algorithm(**algorithm)
    message = f"ValidationException: Cannot create already existing algorithm {ALGORITHM_ARN}"
    assert error(sagemaker.create_algorithm, **algorithm) == message


def test_each_region_has_its_own_names(
    sandbox: Sandbox, connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    for region in ("us-east-1", "eu-west-1"):
        algorithm["TrainingSpecification"]["TrainingImage"] = f"123456789012.dkr.ecr.{region}.amazonaws.com/a"
        algorithm["InferenceSpecification"]["Containers"] = [{"Image": "a"}]
        created = connect(sandbox, region=region).create_algorithm(**algorithm)
        assert created["AlgorithmArn"] == f"arn:aws:sagemaker:{region}:123456789012:algorithm/iris-trainer-2"


def test_a_client_token_creates_one_resource(sagemaker: Any, model_package: dict[str, Any]) -> None:
    sagemaker.create_model_package(**model_package, ClientToken="one")
    assert sagemaker.create_model_package(**model_package, ClientToken="one")["ModelPackageArn"] == PACKAGE_ARN
    assert len(sagemaker.list_model_packages()["ModelPackageSummaryList"]) == 1
    other = {**model_package, "ModelPackageName": "other"}
    message = "ConflictException: The ClientToken was used before with another request."
    assert error(sagemaker.create_model_package, **other, ClientToken="one") == message


def test_concurrent_calls_create_one_resource(
    sandbox: Sandbox, connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    clients, results = [connect(sandbox) for _ in range(8)], []

    def create(client: Any) -> None:
        try:
            results.append(client.create_algorithm(**algorithm)["AlgorithmArn"])
        except ClientError as refusal:
            results.append(refusal.response["Error"]["Code"])

    threads = [Thread(target=create, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["ValidationException"] * 7 + [ALGORITHM_ARN]


@pytest.mark.parametrize("call", ["describe_model_package", "delete_model_package"])
def test_a_missing_model_package(call: str, sagemaker: Any) -> None:
    assert error(getattr(sagemaker, call), ModelPackageName="none") == (
        "ValidationException: ModelPackage none does not exist."
    )


@pytest.mark.parametrize("call", ["describe_algorithm", "delete_algorithm"])
def test_a_missing_algorithm(call: str, sagemaker: Any) -> None:
    assert (
        error(getattr(sagemaker, call), AlgorithmName="none") == "ValidationException: Algorithm none does not exist."
    )


def test_missing_jobs(sagemaker: Any) -> None:
    message = error(sagemaker.describe_training_job, TrainingJobName="none")
    assert message == "ValidationException: Requested resource not found."
    message = error(sagemaker.describe_transform_job, TransformJobName="none")
    assert message == "ValidationException: Could not find requested job with name: none"


def test_an_arn_of_another_region_account_or_kind(sagemaker: Any, model_package: dict[str, Any]) -> None:
    sagemaker.create_model_package(**model_package)
    elsewhere = PACKAGE_ARN.replace("us-east-1", "us-west-2")
    message = error(sagemaker.describe_model_package, ModelPackageName=elsewhere)
    assert message == "ValidationException: ARN should be scoped to correct region: us-east-1"
    for other in (PACKAGE_ARN.replace("1234", "9999"), PACKAGE_ARN.replace("model-package", "algorithm")):
        message = error(sagemaker.describe_model_package, ModelPackageName=other)
        assert message == f"ValidationException: ModelPackage {other} does not exist."
