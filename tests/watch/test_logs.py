"""Each log line is reported exactly once for any sequence of pages, and no line is interpreted as a command."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fuzz.github_runner import effective_commands
from hypothesis import given
from hypothesis import strategies as st
from tests.watch.follower_harness import FollowerHarness, follower_harness

from sagemaker_marketplace.aws.logs import LATE_MILLISECONDS, Logs, Page, Tail
from sagemaker_marketplace.report import events, relay
from sagemaker_marketplace.report.formats import github, text
from sagemaker_marketplace.sandbox.scenario import load

SHOWN = {
    "training": ["Starting the training", "150 rows read from /opt/ml/input/data", "Model written to /opt/ml/model"],
    "transform": [
        "Serving on port 8080",
        '"GET /ping HTTP/1.1" 200',
        '"GET /execution-parameters HTTP/1.1" 404',
        '"POST /invocations HTTP/1.1" 200',
    ],
}


def follow(
    harness: FollowerHarness, kind: str = "Algorithm", max_lines: int | None = None
) -> tuple[list[events.Event], list[str]]:
    """Follow a resource; return its events and the lines of the log file."""
    target = harness.target(kind, "logs")
    file: list[str] = []
    follower = harness.follower(target, max_lines, file)
    reported = [event for poll in harness.polls(target, follower) for event in poll]
    assert follower.is_finished
    return reported, file


def lines(reported: list[events.Event], job_type: str) -> list[str]:
    return [event.text for event in reported if isinstance(event, events.LogLine) and event.job_type == job_type]


@pytest.mark.parametrize("scenario", ["logs-empty-pages", "logs-unordered", "logs-late"])
def test_each_line_is_reported_exactly_once(scenario: str) -> None:
    with follower_harness(scenario) as harness:
        reported, file = follow(harness)
    by_type = {job_type: lines(reported, job_type) for job_type in SHOWN}
    if scenario == "logs-late":  # late lines are appended
        assert {job_type: sorted(by_type[job_type]) for job_type in by_type} == {
            job_type: sorted(SHOWN[job_type]) for job_type in SHOWN
        }
    else:
        assert by_type == SHOWN
    assert [re.sub(r"^\S+ (\w+) \S+ ", r"\1 ", line) for line in file] == [
        f"{event.job_type} {event.text}" for event in reported if isinstance(event, events.LogLine)
    ]


def test_lines_that_arrive_late_are_omitted_once() -> None:
    with follower_harness("logs-late") as harness:
        reported, _ = follow(harness, max_lines=2)
    notes = [event.text for event in reported if isinstance(event, events.Note)]
    assert [note.partition(" omitted")[0] for note in notes] == [
        "… 1 line of the training job log",
        "… 2 lines of the transform job log",
    ]


def test_lines_with_the_same_timestamp() -> None:
    with follower_harness("logs-same-timestamp") as harness:
        reported, file = follow(harness, "ModelPackage", 10)
    rows = [f"row {number} scored" for number in range(25_000)]
    first, last = SHOWN["transform"][:3], SHOWN["transform"][3:]
    expected = [*first, *rows, *last]
    assert [re.sub(r"^\S+ \w+ \S+ ", "", line) for line in file] == expected
    assert lines(reported, "transform") == [*expected[:5], *expected[-5:]]
    assert [event.text for event in reported if isinstance(event, events.Note)] == [
        "… 24,994 lines of the transform job log omitted (log-file has all of them)"
    ]


@pytest.mark.parametrize("max_lines", [None, 400, 0])
def test_a_runner_obeys_no_command_in_a_hostile_log(max_lines: int | None) -> None:
    with follower_harness("logs-hostile") as harness:
        reported, file = follow(harness, max_lines=max_lines)
    printed = "".join(f"{line}\n" for line in github.render(iter(reported)))
    blocks = effective_commands(printed)
    assert [command.name for command in blocks[::2]] == ["stop-commands"] * (len(blocks) // 2)
    assert [command.name for command in blocks[1::2]] == [command.data for command in blocks[::2]]
    assert bool(blocks) is (max_lines != 0)
    plain = "".join(f"{line}\n" for line in text.render(iter(reported)))
    assert effective_commands(plain) == []
    assert [line for line in plain.splitlines() if not line.isprintable()] == []
    assert [line for line in file if not line.isprintable() or "##[" in line] == []
    stages = [load("logs-hostile").stages[job_type] for job_type in SHOWN]
    written = [message for stage in stages for message in (*stage.log, *stage.last_log, *stage.data_log)]
    assert len(file) == sum(len(relay.lines(message)) for message in written)


FAULTS = ("throttle", "500", "503", "expired", "reset", "lost", "timeout", "garbage", "truncated")
CALLS = ("ListTrainingJobs", "DescribeTrainingJob", "ListTransformJobs", "DescribeTransformJob", "FilterLogEvents")


@pytest.mark.parametrize("kind", FAULTS)
def test_a_failed_call_loses_no_line(kind: str) -> None:
    # The third call too, so that a reading ends between two pages.
    faults = [{"operation": operation, "kind": kind, "nth": nth} for operation in CALLS for nth in (1, 3)]
    with follower_harness("logs-empty-pages", *faults) as harness:
        reported, _ = follow(harness)
    assert {job_type: lines(reported, job_type) for job_type in SHOWN} == SHOWN
    ends = [(event.job_type, event.status) for event in reported if isinstance(event, events.JobFinished)]
    assert ends == [("training", "Completed"), ("transform", "Completed")]
    assert [event for event in reported if isinstance(event, events.Note)] == []


class FakeLogs(Logs):
    """A log group with the behavior that AWS documents: pages of any size, late events, expired tokens."""

    def __init__(self, script: list[int]) -> None:
        """`script` has the sizes of pages; 0 is an empty page with a token, a negative size rejects the token."""
        self.events_written: list[tuple[int, int]] = []
        self._script = iter(script)

    def page(self, _group: str, _prefix: str, start: int, token: str) -> Page | None:
        """Return the next page of events, starting at the token's location or at the start time."""
        size = next(self._script, 100)
        if token and size < 0:
            return None
        moment, number = (int(part) for part in (token or f"{start}/-1").split("/"))
        left = [event for event in sorted(self.events_written) if event > (moment, number) and event[0] >= start]
        returned = left[: max(size, 0)]
        has_more = len(left) > len(returned)
        location = returned[-1] if returned else (moment, number)
        shown = [
            {"timestamp": at, "eventId": str(number), "logStreamName": "j/s", "message": str(number)}
            for at, number in returned
        ]
        return Page(shown[::-1], f"{location[0]}/{location[1]}" if has_more or not size else "")


# Each step: the seconds by which the newest event is later, and the delays of the other events in seconds.
steps = st.lists(st.tuples(st.integers(0, 400), st.lists(st.integers(0, 299), max_size=8)), max_size=8)


@given(steps, st.lists(st.integers(-1, 5), max_size=60), st.integers(1, 4))
def test_each_event_is_reported_once_for_any_pages(
    written: list[tuple[int, list[int]]], script: list[int], pages: int
) -> None:
    fake_logs = FakeLogs(script)
    tail = Tail(fake_logs, "group", "j/", 0)
    reported: list[str] = []
    newest = LATE_MILLISECONDS

    def read_all() -> Iterator[str]:
        """Read until two consecutive readings return nothing."""
        for _ in range(300):
            yield from (event.text for event in tail.read(pages))
            if tail.empty_readings >= 2:
                return

    for later, late in written:
        newest += later * 1000
        for seconds in (0, *late):
            fake_logs.events_written.append((newest - seconds * 1000, len(fake_logs.events_written)))
        tail.empty_readings = 0
        reported += read_all()
    assert sorted(reported, key=int) == [str(number) for number in range(len(fake_logs.events_written))]


def test_events_more_than_five_minutes_late_are_not_reported() -> None:
    fake_logs = FakeLogs([])
    tail = Tail(fake_logs, "group", "j/", 0)
    fake_logs.events_written = [(0, 0), (LATE_MILLISECONDS * 3, 1)]
    assert [event.text for event in tail.read(5)] == ["0", "1"]
    fake_logs.events_written += [(LATE_MILLISECONDS * 2 - 1, 2), (LATE_MILLISECONDS * 2, 3)]
    assert [event.text for event in tail.read(5)] == ["3"]


def test_an_event_from_the_future_hides_no_other_line() -> None:
    # CloudWatch Logs accepts events from up to two hours in the future (PutLogEvents reference).
    minute = 60_000
    now = 1_700_000_000_000
    received = [(now + 110 * minute, now, "from the future")]
    received += [(now + number * minute, now + number * minute, f"line {number}") for number in range(1, 11)]
    delivered: list[tuple[int, int, str]] = []

    class Client:
        def filter_log_events(self, startTime: int, **_: object) -> dict[str, object]:  # noqa: N803 - boto3's name
            return {
                "events": [
                    {
                        "timestamp": timestamp,
                        "ingestionTime": ingested,
                        "message": message,
                        "eventId": message,
                        "logStreamName": "x",
                    }
                    for timestamp, ingested, message in delivered
                    if timestamp >= startTime
                ]
            }

    tail = Tail(Logs(Client()), "group", "", now - minute)
    reported: list[str] = []
    for event in received:
        delivered.append(event)
        reported += [line.text for line in tail.read(5)]
    assert reported == [message for _, _, message in received]
