"""Responses fit the service model: required fields, types, and no unknown field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.validate import ParamValidator

from sagemaker_marketplace.sandbox.operations import OPERATIONS
from sagemaker_marketplace.sandbox.request_validation import service_model
from sagemaker_marketplace.sandbox.server import Sandbox

TAGS = [{"Key": "team", "Value": "irises"}]


class Recorder:
    """Validates each response of a client as it arrives."""

    def __init__(self, client: Any) -> None:
        """Record the responses of this client."""
        self.operations: set[str] = set()
        self.errors: list[str] = []
        client.meta.events.register("response-received.sagemaker", self.record)

    def record(self, response_dict: dict[str, Any], event_name: str, **_: object) -> None:
        """Validate one response."""
        operation = event_name.rpartition(".")[2]
        body = json.loads(response_dict["body"])
        if response_dict["status_code"] == 200:
            shape = service_model().operation_model(operation).output_shape
            report = ParamValidator().validate(body, shape) if shape else None
            self.operations.add(operation)
            self.errors += [f"{operation}: {report.generate_report()}"] if report and report.has_errors() else []


def use_every_operation(client: Any, algorithm: dict[str, Any], model_package: dict[str, Any]) -> None:
    """Create, poll, list, tag and delete resources; stopping a job has no response."""
    arn = client.create_algorithm(**algorithm)["AlgorithmArn"]
    client.create_model_package(**model_package)
    for _ in range(12):
        client.describe_algorithm(AlgorithmName=algorithm["AlgorithmName"])
        client.describe_model_package(ModelPackageName=model_package["ModelPackageName"])
        client.list_algorithms()
        client.list_model_packages()
        for stage in ("training", "transform"):
            for job in getattr(client, f"list_{stage}_jobs")()[f"{stage.title()}JobSummaries"]:
                named = {f"{stage.title()}JobName": job[f"{stage.title()}JobName"]}
                getattr(client, f"describe_{stage}_job")(**named)
    client.add_tags(ResourceArn=arn, Tags=TAGS)
    client.list_tags(ResourceArn=arn)
    client.delete_tags(ResourceArn=arn, TagKeys=["team"])
    client.delete_algorithm(AlgorithmName=algorithm["AlgorithmName"])
    client.delete_model_package(ModelPackageName=model_package["ModelPackageName"])
    client.list_algorithms()
    client.list_model_packages()


@pytest.mark.parametrize("scenario", ["success", "training-fails", "invocations-fail", "training-phases"])
def test_responses_fit_the_service_model(
    scenario: str,
    serve: Callable[[str], Sandbox],
    connect: Callable[..., Any],
    algorithm: dict[str, Any],
    model_package: dict[str, Any],
) -> None:
    client = connect(serve(scenario))
    recorder = Recorder(client)
    use_every_operation(client, algorithm, model_package)
    assert recorder.errors == []
    assert OPERATIONS.keys() - recorder.operations == {"StopTrainingJob", "StopTransformJob"}
