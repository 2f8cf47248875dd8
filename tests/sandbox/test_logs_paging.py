"""Pagination of job logs: tokens, limits, directions, and scenarios that change it."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.server import Sandbox

GROUP = "/aws/sagemaker/TransformJobs"
LINES = [
    "Serving on port 8080",
    '"GET /ping HTTP/1.1" 200',
    '"GET /execution-parameters HTTP/1.1" 404',
    '"POST /invocations HTTP/1.1" 200',
]
# Invalid parameters of a search, and the error message.
REFUSED = [
    ({"limit": 0}, "failed to satisfy constraint: Member must have value greater than or equal to 1"),
    ({"limit": 10001}, "failed to satisfy constraint: Member must have value less than or equal to 10000"),
    ({"nextToken": "???"}, "The specified nextToken is invalid."),
    ({"nextToken": "WzFd"}, "The specified nextToken is invalid."),
    ({"logStreamNames": ["a"], "logStreamNamePrefix": "a"}, "can't be given together."),
    ({"filterPattern": "ERROR"}, "The sandbox supports neither filterPattern nor a search from the tail."),
    ({"startFromHead": False}, "The sandbox supports neither filterPattern nor a search from the tail."),
]


@pytest.fixture
def logs_of(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any], model_package: dict[str, Any]
) -> Callable[..., Any]:
    """Return a function that polls a package in a scenario and returns clients for SageMaker and its logs."""

    def opened(name: str, polls: int = 4) -> tuple[Any, Any]:
        sandbox = serve(name)
        client = connect(sandbox)
        client.create_model_package(**model_package)
        for _ in range(polls):
            client.describe_model_package(ModelPackageName="Iris-Scorer-2")
        return client, connect(sandbox, "logs")

    return opened


def searched(logs: Any, **parameters: Any) -> list[list[str]]:
    """Search the group; return the lines of each page."""
    paginator = logs.get_paginator("filter_log_events")
    found = paginator.paginate(logGroupName=GROUP, **parameters)
    return [[event["message"] for event in page["events"]] for page in found]


def only_stream(logs: Any) -> str:
    """Return the name of the group's one stream."""
    [stream] = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
    return str(stream["logStreamName"])


def test_search_pagination(logs_of: Callable[..., Any]) -> None:
    _, logs = logs_of("success")
    assert searched(logs) == [LINES]
    assert searched(logs, PaginationConfig={"PageSize": 3}) == [LINES[:3], LINES[3:]]
    assert searched(logs, logStreamNamePrefix="none/") == [[]]
    assert searched(logs, logStreamNames=[only_stream(logs)], limit=4) == [LINES]


def test_a_search_includes_start_and_end_time(logs_of: Callable[..., Any]) -> None:
    _, logs = logs_of("success")
    events = logs.filter_log_events(logGroupName=GROUP)["events"]
    times = [event["timestamp"] for event in events]
    assert times == sorted(set(times))
    assert searched(logs, startTime=times[1], endTime=times[2]) == [LINES[1:3]]
    # GetLogEvents excludes endTime.
    stream = {"logGroupName": GROUP, "logStreamName": only_stream(logs)}
    got = logs.get_log_events(**stream, startTime=times[1], endTime=times[2], startFromHead=True)
    assert [event["message"] for event in got["events"]] == LINES[1:2]
    got = logs.get_log_events(**stream, startTime=times[1], endTime=times[3])
    assert [event["message"] for event in got["events"]] == LINES[1:3]


@pytest.mark.parametrize(("parameters", "message"), REFUSED)
def test_invalid_searches(logs_of: Callable[..., Any], parameters: dict[str, Any], message: str) -> None:
    _, logs = logs_of("success", 3)
    with pytest.raises(ClientError) as refused:
        logs.filter_log_events(logGroupName=GROUP, **parameters)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
    assert refused.value.response["Error"]["Message"].endswith(message)


def test_a_stream_can_be_read_forward_and_backward(logs_of: Callable[..., Any]) -> None:
    client, logs = logs_of("success", 3)
    stream = {"logGroupName": GROUP, "logStreamName": only_stream(logs), "limit": 2}

    def read(**more: Any) -> tuple[list[str], str, str]:
        page = logs.get_log_events(**stream, **more)
        return [event["message"] for event in page["events"]], page["nextForwardToken"], page["nextBackwardToken"]

    first, on, back = read(startFromHead=True)
    second, end, _ = read(startFromHead=True, nextToken=on)
    assert (first, second) == (LINES[:2], LINES[2:3])
    assert read(startFromHead=True, nextToken=end)[:2] == ([], end)
    assert read(nextToken=back)[0::2] == ([], back)
    client.describe_model_package(ModelPackageName="Iris-Scorer-2")
    assert read(startFromHead=True, nextToken=end)[0] == LINES[3:]
    last, _, before = read()
    assert (last, read(nextToken=before)[0]) == (LINES[2:], LINES[:2])


def test_streams_are_listed(logs_of: Callable[..., Any]) -> None:
    client, logs = logs_of("invocations-fail")
    [job] = client.list_transform_jobs()["TransformJobSummaries"]
    found = logs.describe_log_streams(logGroupName=GROUP, logStreamNamePrefix=f"{job['TransformJobName']}/")
    container, data = found["logStreams"]
    created = int(job["CreationTime"].timestamp() * 1000)
    assert data == {
        "logStreamName": f"{container['logStreamName']}/data-log",
        "arn": f"arn:aws:logs:us-east-1:123456789012:log-group:{GROUP}:log-stream:{data['logStreamName']}",
        "creationTime": data["creationTime"],
        "firstEventTimestamp": data["creationTime"] + 50000,
        "lastEventTimestamp": data["creationTime"] + 50000,
        "lastIngestionTime": data["creationTime"] + 51500,
        "storedBytes": 0,
    }
    assert abs(data["creationTime"] - created) <= 1
    names = [container["logStreamName"], data["logStreamName"]]
    pages = logs.get_paginator("describe_log_streams").paginate(
        logGroupName=GROUP, descending=True, PaginationConfig={"PageSize": 1}
    )
    assert [[stream["logStreamName"] for stream in page["logStreams"]] for page in pages] == [names[1:], names[:1]]
    by_time = logs.describe_log_streams(logGroupName=GROUP, orderBy="LastEventTime")["logStreams"]
    assert [stream["logStreamName"] for stream in by_time] == names
    with pytest.raises(ClientError, match="Cannot order by LastEventTime with a logStreamNamePrefix"):
        logs.describe_log_streams(logGroupName=GROUP, orderBy="LastEventTime", logStreamNamePrefix="a")


def test_empty_pages_have_tokens(logs_of: Callable[..., Any]) -> None:
    _, logs = logs_of("logs-empty-pages")
    assert searched(logs, PaginationConfig={"PageSize": 3}) == [[], LINES[:3], [], LINES[3:], [], []]


def test_unordered_pages(logs_of: Callable[..., Any]) -> None:
    _, logs = logs_of("logs-unordered")
    assert searched(logs, PaginationConfig={"PageSize": 3}) == [LINES[2::-1], LINES[3:]]


def test_late_lines_have_earlier_times(logs_of: Callable[..., Any]) -> None:
    client, logs = logs_of("logs-late", 6)
    client.describe_model_package(ModelPackageName="Iris-Scorer-2")
    assert [searched(logs) for _ in range(4)] == [
        [[LINES[0], LINES[2], LINES[3]]],
        [[LINES[0], LINES[2], LINES[3]]],
        [LINES],
        [LINES],
    ]
    # A client that continues after the last known timestamp misses the late lines.
    last = logs.filter_log_events(logGroupName=GROUP)["events"][2]["timestamp"]
    assert searched(logs, startTime=last) == [LINES[2:]]


def test_many_lines_with_the_same_timestamp(logs_of: Callable[..., Any]) -> None:
    _, logs = logs_of("logs-same-timestamp")
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=GROUP)
    found = [page["events"] for page in pages]
    assert list(map(len, found)) == [10000, 10000, 5004]
    events = [event for page in found for event in page]
    rows = [event for event in events if event["message"].startswith("row ")]
    assert [event["message"] for event in rows] == [f"row {number} scored" for number in range(25000)]
    assert len({event["timestamp"] for event in rows}) == 1
    assert len({event["eventId"] for event in events}) == 25004


def test_a_million_lines_are_generated_on_demand(logs_of: Callable[..., Any]) -> None:
    client, logs = logs_of("logs-million-lines", 4)
    first = searched(logs, endTime=logs.filter_log_events(logGroupName=GROUP, limit=5)["events"][-1]["timestamp"])
    assert first == [[*LINES[:3], "row 0 scored: 0.12, 0.34, 0.54", "row 1 scored: 0.12, 0.34, 0.54"]]
    shown = []
    for _ in range(2):
        [stream] = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
        shown.append(stream["lastEventTimestamp"] - stream["firstEventTimestamp"])
        client.describe_model_package(ModelPackageName="Iris-Scorer-2")
    assert [round(time / 1000) for time in shown] == [1810, 3620]
    events = logs.filter_log_events(logGroupName=GROUP)["events"]
    assert len(events) == 10000
    end = events[0]["timestamp"] + 3_610_000
    tail = searched(logs, startTime=end - 37)
    assert tail == [[*(f"row {number} scored: 0.12, 0.34, 0.54" for number in range(999990, 1000000)), LINES[3]]]


def test_a_page_has_at_most_one_megabyte(logs_of: Callable[..., Any]) -> None:
    _, logs = logs_of("logs-hostile", 5)
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=GROUP)
    sizes = [sum(len(event["message"].encode()) + 26 for event in page["events"]) for page in pages]
    assert len(sizes) > 1
    assert max(sizes) <= 2**20
