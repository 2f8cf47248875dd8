"""Job logs: the lines of scenarios while the jobs run, with any content."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox import scenario
from sagemaker_marketplace.sandbox.server import Sandbox

GROUPS = {"training": "/aws/sagemaker/TrainingJobs", "transform": "/aws/sagemaker/TransformJobs"}
FAILS = sorted(name for name in scenario.names() if name.startswith("fails-"))


def poll(client: Any, number: int) -> None:
    """Poll the algorithm this many times."""
    for _ in range(number):
        client.describe_algorithm(AlgorithmName="iris-trainer-2")


def pages(logs: Any, stage: str, **parameters: Any) -> list[list[dict[str, Any]]]:
    """Search the group of a stage; return all pages' events."""
    paginator = logs.get_paginator("filter_log_events")
    return [page["events"] for page in paginator.paginate(logGroupName=GROUPS[stage], **parameters)]


def lines(logs: Any, stage: str, **parameters: Any) -> list[str]:
    """Search the group of a stage; return the messages of all events."""
    return [event["message"] for page in pages(logs, stage, **parameters) for event in page]


def refusal(call: Callable[..., Any], **parameters: Any) -> tuple[str, str]:
    """Make a call that fails; return code and message."""
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


def test_the_log_group_exists_only_after_the_first_log_line(
    sandbox: Sandbox, sagemaker: Any, connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    logs = connect(sandbox, "logs")
    sagemaker.create_algorithm(**algorithm)
    poll(sagemaker, 2)
    absent = ("ResourceNotFoundException", "The specified log group does not exist.")
    group = {"logGroupName": GROUPS["training"]}
    assert refusal(logs.filter_log_events, **group) == absent
    assert refusal(logs.describe_log_streams, **group) == absent
    assert refusal(logs.get_log_events, **group, logStreamName="any") == absent
    poll(sagemaker, 1)
    assert lines(logs, "training") == ["Starting the training", "150 rows read from /opt/ml/input/data"]
    assert refusal(logs.get_log_events, **group, logStreamName="any") == (
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
    assert refusal(logs.filter_log_events, logGroupName=GROUPS["transform"]) == absent
    assert [found["logGroupName"] for found in logs.describe_log_groups()["logGroups"]] == [GROUPS["training"]]
    assert refusal(connect(sandbox, "logs", region="us-east-2").filter_log_events, **group) == absent


def test_moto_serves_other_log_groups(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    logs = connect(sandbox, "logs")
    logs.create_log_group(logGroupName="mine")
    logs.create_log_stream(logGroupName="mine", logStreamName="one")
    logs.put_log_events(logGroupName="mine", logStreamName="one", logEvents=[{"timestamp": 1, "message": "a"}])
    assert [stream["logStreamName"] for stream in logs.describe_log_streams(logGroupName="mine")["logStreams"]] == [
        "one"
    ]


def test_lines_appear_while_the_job_runs(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    sandbox = serve("training-phases")
    client, logs = connect(sandbox), connect(sandbox, "logs")
    client.create_algorithm(**algorithm)
    poll(client, 4)
    assert refusal(logs.filter_log_events, logGroupName=GROUPS["training"])[0] == "ResourceNotFoundException"
    grown = []
    for _ in range(4):
        poll(client, 1)
        grown.append(lines(logs, "training"))
    first = ["Starting the training", "accuracy=0.81", "accuracy=0.92", "loss=0.11; accuracy=0.95"]
    assert grown == [first[:1], first[:2], first, [*first, "accuracy=0.97", "Model written to /opt/ml/model"]]


def test_the_fields_of_an_event(
    sandbox: Sandbox, sagemaker: Any, connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    logs = connect(sandbox, "logs")
    sagemaker.create_algorithm(**algorithm)
    poll(sagemaker, 3)
    [job] = sagemaker.list_training_jobs()["TrainingJobSummaries"]
    described = sagemaker.describe_training_job(TrainingJobName=job["TrainingJobName"])
    since = described["SecondaryStatusTransitions"][2]["StartTime"]
    [[first, second]] = pages(logs, "training")
    [again] = pages(logs, "training", startTime=second["timestamp"])
    assert again == [second]
    assert first == {
        "logStreamName": f"{job['TrainingJobName']}/algo-1-{int(job['CreationTime'].timestamp())}",
        "timestamp": round(since.timestamp() * 1000),
        "message": "Starting the training",
        "ingestionTime": round(since.timestamp() * 1000) + 1500,
        "eventId": first["eventId"],
    }
    assert (len(first["eventId"]), first["eventId"].isdecimal()) == (56, True)
    assert first["eventId"] < second["eventId"]


@pytest.mark.parametrize("name", FAILS)
def test_the_log_of_a_failed_job(
    name: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    stages = scenario.load(name).stages
    stage = next(stage for stage in ("training", "transform") if stages[stage].final_status == "Failed")
    sandbox = serve(name)
    client = connect(sandbox)
    client.create_algorithm(**algorithm)
    poll(client, 5)
    expected = [*stages[stage].log, *stages[stage].last_log, *stages[stage].data_log]
    if expected:
        assert sorted(lines(connect(sandbox, "logs"), stage)) == sorted(expected)
    else:
        assert refusal(connect(sandbox, "logs").filter_log_events, logGroupName=GROUPS[stage]) == (
            "ResourceNotFoundException",
            "The specified log group does not exist.",
        )


def test_a_hostile_log_is_returned_unchanged(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    sandbox = serve("logs-hostile")
    client, logs = connect(sandbox), connect(sandbox, "logs")
    client.create_algorithm(**algorithm)
    poll(client, 7)
    stages = scenario.load("logs-hostile").stages
    assert lines(logs, "training") == [*stages["training"].log, "Model written to /opt/ml/model"]
    whole = lines(logs, "transform")
    assert whole == [*stages["transform"].log, '"POST /invocations HTTP/1.1" 200', *stages["transform"].data_log]
    assert "0123456789abcde " * 65536 in "".join(whole)
    commands = "add-mask add-matcher remove-matcher debug notice warning error group endgroup echo save-state"
    for command in f"{commands} set-output stop-commands set-env add-path".split():
        assert any(line.startswith(f"::{command}") for line in whole), command
        assert any(f"##[{command}" in line for line in whole), command


def test_unrelated_jobs_have_separate_streams(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    sandbox = serve("unrelated-jobs")
    client, logs = connect(sandbox), connect(sandbox, "logs")
    client.create_algorithm(**algorithm)
    poll(client, 3)
    name = min((job["TrainingJobName"] for job in client.list_training_jobs()["TrainingJobSummaries"]), key=len)
    others = ["This is the log of an unrelated job."] * 2
    own = ["Starting the training", "150 rows read from /opt/ml/input/data"]
    assert lines(logs, "training", logStreamNamePrefix=f"{name}/") == own
    assert sorted(lines(logs, "training", logStreamNamePrefix=name)) == sorted([*own, *others])


def test_a_caller_without_permission_to_read_logs(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], algorithm: dict[str, Any]
) -> None:
    sandbox = serve("logs-denied")
    key = sandbox.environment["AWS_ACCESS_KEY_ID"]
    client, logs = connect(sandbox, key=key), connect(sandbox, "logs", key=key)
    client.create_algorithm(**algorithm)
    poll(client, 3)
    code, message = refusal(logs.filter_log_events, logGroupName=GROUPS["training"], logStreamNamePrefix="a/")
    assert code == "AccessDeniedException"
    assert "is not authorized to perform: logs:FilterLogEvents on resource" in message
