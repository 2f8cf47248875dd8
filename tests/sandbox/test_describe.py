"""Describe calls: requested fields, fields that the service adds, jobs and their logs."""

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sagemaker_marketplace.sandbox.image_content import contents
from sagemaker_marketplace.sandbox.server import Sandbox

# The digests of the sandbox's default images.
DIGESTS = {name: contents(name, {})[0].digest for name in ("iris:2.0", "iris-trainer:2.0")}
ROLE = "arn:aws:iam::123456789012:role/Validation"


def bare(answer: dict[str, Any], *without: str) -> dict[str, Any]:
    """Return a response without its metadata and without some fields."""
    return {key: value for key, value in answer.items() if key not in ("ResponseMetadata", *without)}


def filled_in(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request with the fields that the service adds."""
    fields = copy.deepcopy(request)
    container = fields["InferenceSpecification"]["Containers"][0]
    container["IsCheckpoint"] = False
    container.setdefault("ImageDigest", DIGESTS[container["Image"].rpartition("/")[2]])
    for profile in fields["ValidationSpecification"]["ValidationProfiles"]:
        profile["TransformJobDefinition"]["TransformOutput"]["KmsKeyId"] = ""
    training = fields.get("TrainingSpecification")
    if training:
        training["TrainingImageDigest"] = DIGESTS["iris-trainer:2.0"]
        training["SupportsDistributedTraining"] = False
        training["SupportedHyperParameters"] = [
            {"IsTunable": False, "IsRequired": False, **parameter} for parameter in training["SupportedHyperParameters"]
        ]
        training["TrainingChannels"] = [{"IsRequired": False, **channel} for channel in training["TrainingChannels"]]
    return fields


def finished_algorithm(client: Any, algorithm: dict[str, Any]) -> None:
    """Create the algorithm and poll it until its final status."""
    client.create_algorithm(**algorithm)
    for _ in range(5):
        client.describe_algorithm(AlgorithmName=algorithm["AlgorithmName"])


def test_describe_returns_the_requested_model_package(sagemaker: Any, model_package: dict[str, Any]) -> None:
    created = sagemaker.create_model_package(
        **model_package, ClientToken="one", Tags=[{"Key": "team", "Value": "irises"}]
    )
    arn = "arn:aws:sagemaker:us-east-1:123456789012:model-package/iris-scorer-2"
    assert bare(created) == {"ModelPackageArn": arn}
    added = {
        "ModelPackageArn": arn,
        "ModelPackageStatus": "Pending",
        "ModelPackageStatusDetails": {
            "ValidationStatuses": [{"Name": "small", "Status": "NotStarted"}],
            "ImageScanStatuses": [{"Name": "Iris-Scorer-2", "Status": "NotStarted"}],
        },
    }
    described = sagemaker.describe_model_package(ModelPackageName=arn)
    assert bare(described, "CreationTime") == {**filled_in(model_package), **added}


def test_describe_returns_the_requested_algorithm(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    created = sagemaker.create_algorithm(**algorithm, Tags=[{"Key": "team", "Value": "irises"}])
    arn = "arn:aws:sagemaker:us-east-1:123456789012:algorithm/iris-trainer-2"
    assert bare(created) == {"AlgorithmArn": arn}
    added = {
        "AlgorithmArn": arn,
        "AlgorithmStatus": "Pending",
        "AlgorithmStatusDetails": {
            "ValidationStatuses": [{"Name": "small", "Status": "NotStarted"}],
            "ImageScanStatuses": [{"Name": "iris-trainer-2", "Status": "NotStarted"}],
        },
    }
    described = sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")
    assert bare(described, "CreationTime") == {**filled_in(algorithm), **added}


def test_the_training_job_has_the_fields_of_its_profile(sagemaker: Any, algorithm: dict[str, Any]) -> None:
    finished_algorithm(sagemaker, algorithm)
    [listed] = sagemaker.list_training_jobs()["TrainingJobSummaries"]
    job = sagemaker.describe_training_job(TrainingJobName=listed["TrainingJobName"])
    definition = algorithm["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]
    start, end = job["TrainingStartTime"], job["TrainingEndTime"]
    assert bare(job, "CreationTime", "LastModifiedTime", "TrainingStartTime", "TrainingEndTime") == {
        **{key: value for key, value in definition.items() if key != "TrainingInputMode"},
        "TrainingJobName": listed["TrainingJobName"],
        "TrainingJobArn": f"arn:aws:sagemaker:us-east-1:123456789012:training-job/{listed['TrainingJobName']}",
        "ModelArtifacts": {
            "S3ModelArtifacts": f"s3://iris-us-east-1/training/output/{listed['TrainingJobName']}/output/model.tar.gz"
        },
        "TrainingJobStatus": "Completed",
        "SecondaryStatus": "Completed",
        "AlgorithmSpecification": {
            "AlgorithmName": "arn:aws:sagemaker:us-east-1:123456789012:algorithm/iris-trainer-2",
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/iris-trainer:2.0",
            "TrainingInputMode": "File",
            "MetricDefinitions": [{"Name": "accuracy", "Regex": "accuracy=([0-9.]+)"}],
        },
        "RoleArn": ROLE,
        "SecondaryStatusTransitions": [
            {
                "Status": "Starting",
                "StartTime": start - timedelta(seconds=30),
                "EndTime": start,
                "StatusMessage": "Preparing the instances",
            },
            {
                "Status": "Downloading",
                "StartTime": start,
                "EndTime": start + timedelta(seconds=10),
                "StatusMessage": "Downloading the input data",
            },
            {
                "Status": "Training",
                "StartTime": start + timedelta(seconds=10),
                "EndTime": end - timedelta(seconds=10),
                "StatusMessage": "Training in progress",
            },
            {
                "Status": "Uploading",
                "StartTime": end - timedelta(seconds=10),
                "EndTime": end,
                "StatusMessage": "Uploading the model",
            },
            {"Status": "Completed", "StartTime": end, "EndTime": end, "StatusMessage": "Training job completed"},
        ],
        "TrainingTimeInSeconds": 60,
        "BillableTimeInSeconds": 60,
    }
    assert end - start == timedelta(seconds=60)
    assert bare(listed, "CreationTime", "LastModifiedTime") == {
        "TrainingJobName": job["TrainingJobName"],
        "TrainingJobArn": job["TrainingJobArn"],
        "TrainingEndTime": end,
        "TrainingJobStatus": "Completed",
    }


def test_the_transform_job_has_the_fields_of_its_profile(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    client = connect(serve("invocations-fail"))
    client.create_model_package(**model_package)
    definition = model_package["ValidationSpecification"]["ValidationProfiles"][0]["TransformJobDefinition"]
    for _ in range(3):
        client.describe_model_package(ModelPackageName="Iris-Scorer-2")
    [running] = client.list_transform_jobs()["TransformJobSummaries"]
    name = running["TransformJobName"]
    added = {
        "TransformJobName": name,
        "TransformJobArn": f"arn:aws:sagemaker:us-east-1:123456789012:transform-job/{name}",
        "TransformInput": {"CompressionType": "None", **definition["TransformInput"]},
        "TransformOutput": {"AssembleWith": "None", "KmsKeyId": "", **definition["TransformOutput"]},
        "DataProcessing": {"InputFilter": "$", "OutputFilter": "$", "JoinSource": "None"},
        "TransformJobStatus": "InProgress",
        "ModelName": f"model-{name.removeprefix('validation-')}",
    }
    described = client.describe_transform_job(TransformJobName=name)
    assert bare(described, "CreationTime", "TransformStartTime") == {**definition, **added}
    client.describe_model_package(ModelPackageName="Iris-Scorer-2")
    ended = client.describe_transform_job(TransformJobName=name)
    assert bare(ended, "CreationTime", "TransformStartTime", "TransformEndTime") == {
        **definition,
        **added,
        "TransformJobStatus": "Failed",
        "FailureReason": "AlgorithmError: See job logs for more information",
    }
    [failed] = client.list_transform_jobs(StatusEquals="Failed")["TransformJobSummaries"]
    assert failed["FailureReason"] == "AlgorithmError: See job logs for more information"
    assert client.list_transform_jobs(StatusEquals="Completed")["TransformJobSummaries"] == []


def streams(client: Any, group: str) -> dict[str, list[str]]:
    """Return the streams of a log group with the messages in them."""
    names = [stream["logStreamName"] for stream in client.describe_log_streams(logGroupName=group)["logStreams"]]
    events = {name: client.get_log_events(logGroupName=group, logStreamName=name, startFromHead=True) for name in names}
    return {name: [event["message"] for event in answer["events"]] for name, answer in events.items()}


def test_the_logs_of_a_training_grow_with_the_job(
    sandbox: Sandbox, sagemaker: Any, connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    logs = connect(sandbox, "logs")
    sagemaker.create_algorithm(**algorithm)
    for _ in range(3):
        sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")
    [job] = sagemaker.list_training_jobs()["TrainingJobSummaries"]
    stream = f"{job['TrainingJobName']}/algo-1-{int(job['CreationTime'].timestamp())}"
    first = ["Starting the training", "150 rows read from /opt/ml/input/data"]
    assert streams(logs, "/aws/sagemaker/TrainingJobs") == {stream: first}
    sagemaker.describe_algorithm(AlgorithmName="iris-trainer-2")
    assert streams(logs, "/aws/sagemaker/TrainingJobs") == {stream: [*first, "Model written to /opt/ml/model"]}


def test_the_logs_of_a_failed_transform(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    sandbox = serve("invocations-fail")
    client = connect(sandbox, region="eu-west-1")
    container = model_package["InferenceSpecification"]["Containers"][0]
    container["Image"] = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/iris:2.0"
    client.create_model_package(**model_package)
    for _ in range(4):
        client.describe_model_package(ModelPackageName="Iris-Scorer-2")
    [job] = client.list_transform_jobs()["TransformJobSummaries"]
    found = streams(connect(sandbox, "logs", region="eu-west-1"), "/aws/sagemaker/TransformJobs")
    [container_stream, data_log] = sorted(found)
    host = container_stream.removeprefix(f"{job['TransformJobName']}/").removesuffix(
        f"-{int(job['CreationTime'].timestamp())}"
    )
    assert (host[:3], len(host)) == ("i-0", 19)
    assert data_log == f"{container_stream}/data-log"
    assert found == {
        container_stream: [
            "Serving on port 8080",
            '"GET /ping HTTP/1.1" 200',
            '"GET /execution-parameters HTTP/1.1" 404',
            '"POST /invocations HTTP/1.1" 500',
        ],
        data_log: ["Bad HTTP status received from algorithm: 500"],
    }
