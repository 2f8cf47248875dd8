"""The AWS CLI against the sandbox: create, describe, list, wait, logs, tags and delete, as users call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from awscli import clidriver
from botocore import waiter

from sagemaker_marketplace.manifest import content
from sagemaker_marketplace.sandbox.server import Sandbox

REQUESTS = Path(__file__).parent / "requests"
ARN = "arn:aws:sagemaker:us-east-1:123456789012"


class Ended(NamedTuple):
    """A call of the AWS CLI: its exit code, its output, parsed if it is JSON, and its last line of errors."""

    code: int
    output: Any
    error: str


Aws = Callable[..., Ended]


@pytest.fixture
def serve_cli(
    serve: Callable[[str], Sandbox], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Aws]:
    """Return a function that starts a scenario and returns the AWS CLI in it, run in this process."""

    def start(scenario: str) -> Aws:
        for name, value in serve(scenario).environment.items():
            monkeypatch.setenv(name, value)

        def aws(*arguments: str, output: str = "json") -> Ended:
            code = clidriver.create_clidriver().main(["--output", output, *arguments])
            printed, errors = capsys.readouterr()
            parsed = json.loads(printed) if printed.strip() and output == "json" else printed
            return Ended(code, parsed, errors.strip().rpartition("\n")[2])

        return aws

    return start


@pytest.fixture
def aws(serve_cli: Callable[[str], Aws]) -> Aws:
    """The AWS CLI with the scenario `success`."""
    return serve_cli("success")


def create(aws: Aws, kind: str, name: str = "") -> str:
    """Create a resource from a file with its request; return its ARN."""
    named = [f"--{kind}-name", name] if name else []
    created = aws("sagemaker", f"create-{kind}", "--cli-input-json", (REQUESTS / f"{kind}.json").as_uri(), *named)
    assert (created.code, created.error) == (0, "")
    [arn] = created.output.values()
    return str(arn)


@pytest.mark.parametrize(("kind", "name"), [("model-package", "Iris-Scorer-2"), ("algorithm", "iris-trainer-2")])
def test_create_from_a_file_and_describe(kind: str, name: str, aws: Aws) -> None:
    assert create(aws, kind) == f"{ARN}:{kind}/{name.lower()}"
    described = aws("sagemaker", f"describe-{kind}", f"--{kind}-name", name).output
    requested = json.loads((REQUESTS / f"{kind}.json").read_text("utf-8"))
    assert list(content.differences(requested, described, ())) == []


def test_create_with_shorthand_arguments(aws: Aws) -> None:
    types = "SupportedTransformInstanceTypes=[ml.m5.large],SupportedRealtimeInferenceInstanceTypes=[ml.m5.large]"
    created = aws(
        *("sagemaker", "create-model-package", "--model-package-name", "short", "--no-certify-for-marketplace"),
        *("--inference-specification", f"Containers=[{{Image=iris}}],{types},SupportedContentTypes=[text/csv]"),
        *("--tags", "Key=team,Value=irises", "Key=cost,Value=012"),
    )
    assert created == Ended(0, {"ModelPackageArn": f"{ARN}:model-package/short"}, "")
    described = aws("sagemaker", "describe-model-package", "--model-package-name", "short").output
    assert described["InferenceSpecification"] == {
        "Containers": [{"Image": "iris", "IsCheckpoint": False}],
        "SupportedTransformInstanceTypes": ["ml.m5.large"],
        "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
        "SupportedContentTypes": ["text/csv"],
    }
    listed = aws("sagemaker", "list-tags", "--resource-arn", f"{ARN}:model-package/short").output
    assert listed["Tags"] == [{"Key": "team", "Value": "irises"}, {"Key": "cost", "Value": "012"}]


def test_list_with_pages_filters_and_order(aws: Aws) -> None:
    for name in ("delta", "alpha-one", "charlie", "alpha-two"):
        aws("sagemaker", "create-model-package", "--model-package-name", name)
    call = ("sagemaker", "list-model-packages", "--query", "ModelPackageSummaryList[].ModelPackageName")
    cases: dict[tuple[str, ...], list[str]] = {
        (): ["delta", "alpha-one", "charlie", "alpha-two"],
        ("--page-size", "1"): ["delta", "alpha-one", "charlie", "alpha-two"],
        ("--max-items", "2"): ["delta", "alpha-one"],
        ("--name-contains", "alpha", "--sort-order", "Descending"): ["alpha-two", "alpha-one"],
        ("--sort-by", "Name"): ["alpha-one", "alpha-two", "charlie", "delta"],
        ("--creation-time-before", "2020-01-01"): [],
        ("--model-package-type", "Versioned"): [],
    }
    assert {arguments: aws(*call, *arguments).output for arguments in cases} == cases
    page = aws("sagemaker", "list-model-packages", "--max-items", "3").output
    rest = aws(*call, "--starting-token", page["NextToken"]).output
    assert (len(page["ModelPackageSummaryList"]), rest) == (3, ["alpha-two"])


def test_tags_and_delete(aws: Aws) -> None:
    arn = create(aws, "algorithm", "tagged")
    assert aws("sagemaker", "add-tags", "--resource-arn", arn, "--tags", "Key=a,Value=1", "Key=b,Value=").code == 0
    assert aws("sagemaker", "delete-tags", "--resource-arn", arn, "--tag-keys", "a", "c") == Ended(0, "", "")
    assert aws("sagemaker", "list-tags", "--resource-arn", arn).output == {"Tags": [{"Key": "b", "Value": ""}]}
    refused = aws("sagemaker", "delete-algorithm", "--algorithm-name", "tagged")
    assert (refused.code, refused.error) == (
        255,
        "An error occurred (ValidationException) when calling the DeleteAlgorithm operation: "
        "Cannot delete Algorithm in Pending status",
    )
    for _ in range(5):
        aws("sagemaker", "describe-algorithm", "--algorithm-name", "tagged")
    assert aws("sagemaker", "delete-algorithm", "--algorithm-name", "tagged") == Ended(0, "", "")
    for _ in range(3):
        gone = aws("sagemaker", "describe-algorithm", "--algorithm-name", "tagged")
    assert gone.error == (
        "An error occurred (ValidationException) when calling the DescribeAlgorithm operation: "
        "Algorithm tagged does not exist."
    )


def job_name(aws: Aws, stage: str) -> str:
    """Poll the algorithm until the job of a stage runs; return the job's name."""
    names: list[str] = []
    while not names:
        aws("sagemaker", "describe-algorithm", "--algorithm-name", "iris-trainer-2")
        query = f"{stage.title()}JobSummaries[].{stage.title()}JobName"
        names = aws("sagemaker", f"list-{stage}-jobs", "--query", query).output
    return names[0]


@pytest.mark.parametrize(
    ("scenario", "stage", "code"),
    [
        ("success", "training", 0),
        ("success", "transform", 0),
        ("training-fails", "training", 255),
        ("invocations-fail", "transform", 255),
    ],
)
def test_wait_for_a_running_job(
    scenario: str, stage: str, code: int, serve_cli: Callable[[str], Aws], monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = serve_cli(scenario)
    slept: list[float] = []
    monkeypatch.setattr(waiter.time, "sleep", slept.append)
    create(aws, "algorithm")
    name = job_name(aws, stage)
    ended = aws("sagemaker", "wait", f"{stage}-job-completed-or-stopped", f"--{stage}-job-name", name)
    failed = f"Waiter {stage.title()}JobCompletedOrStopped failed: Waiter encountered a terminal failure state: "
    assert (ended.code, ended.error.startswith(failed), bool(slept)) == (code, code != 0, True)
    described = aws("sagemaker", f"describe-{stage}-job", f"--{stage}-job-name", name).output
    assert described[f"{stage.title()}JobStatus"] == ("Failed" if code else "Completed")


def test_the_logs_of_a_job(aws: Aws) -> None:
    create(aws, "algorithm")
    name = job_name(aws, "training")
    for _ in range(5):
        aws("sagemaker", "describe-algorithm", "--algorithm-name", "iris-trainer-2")
    group = ("--log-group-name", "/aws/sagemaker/TrainingJobs")
    streams = aws("logs", "describe-log-streams", *group, "--log-stream-name-prefix", name).output["logStreams"]
    [stream] = [item["logStreamName"] for item in streams]
    lines = ["Starting the training", "150 rows read from /opt/ml/input/data", "Model written to /opt/ml/model"]
    query = ("--query", "events[].message")
    assert aws("logs", "get-log-events", *group, "--log-stream-name", stream, *query).output == lines
    assert aws("logs", "filter-log-events", *group, "--page-size", "1", *query).output == lines


def test_output_as_text(aws: Aws) -> None:
    create(aws, "model-package")
    query = ("--query", "ModelPackageSummaryList[].[ModelPackageName,ModelPackageStatus]")
    assert aws("sagemaker", "list-model-packages", *query, output="text").output == "Iris-Scorer-2\tPending\n"
