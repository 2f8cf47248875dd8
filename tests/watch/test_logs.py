"""Logs to the last line, once each, whatever the service's pages look like; and what a runner makes of hostile ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.github_runner import effective_commands
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


def followed(
    harness: FollowerHarness, kind: str = "Algorithm", most: int | None = None
) -> tuple[list[events.Event], list[str]]:
    """What following a resource tells, and the lines of the file."""
    target = harness.target(kind, "logs")
    file: list[str] = []
    follower = harness.follower(target, most, file)
    reported = [event for look in harness.polls(target, follower) for event in look]
    assert follower.is_finished
    return reported, file


def lines(reported: list[events.Event], use: str) -> list[str]:
    return [event.text for event in reported if isinstance(event, events.LogLine) and event.job_type == use]


@pytest.mark.parametrize("scenario", ["logs-empty-pages", "logs-unordered", "logs-late"])
def test_each_line_is_reported_exactly_once(scenario: str) -> None:
    with follower_harness(scenario) as harness:
        reported, file = followed(harness)
    found = {use: lines(reported, use) for use in SHOWN}
    if scenario == "logs-late":  # what came late stands where it came
        assert {use: sorted(found[use]) for use in found} == {use: sorted(SHOWN[use]) for use in SHOWN}
    else:
        assert found == SHOWN
    assert [re.sub(r"^\S+ (\w+) \S+ ", r"\1 ", line) for line in file] == [
        f"{event.job_type} {event.text}" for event in reported if isinstance(event, events.LogLine)
    ]


def test_lines_of_one_millisecond() -> None:
    with follower_harness("logs-same-timestamp") as harness:
        reported, file = followed(harness, "ModelPackage", 10)
    flood = [f"row {number} scored" for number in range(25_000)]
    first, last = SHOWN["transform"][:3], SHOWN["transform"][3:]
    whole = [*first, *flood, *last]
    assert [re.sub(r"^\S+ \w+ \S+ ", "", line) for line in file] == whole
    assert lines(reported, "transform") == [*whole[:5], *whole[-5:]]
    assert [event.text for event in reported if isinstance(event, events.Note)] == [
        "… 24,994 lines of the transform job log omitted (log-file has all of them)"
    ]


@pytest.mark.parametrize("most", [None, 400, 0])
def test_a_runner_obeys_no_command_in_a_hostile_log(most: int | None) -> None:
    with follower_harness("logs-hostile") as harness:
        reported, file = followed(harness, most=most)
    printed = "".join(f"{line}\n" for line in github.render(iter(reported)))
    blocks = effective_commands(printed)
    assert [one.name for one in blocks[::2]] == ["stop-commands"] * (len(blocks) // 2)
    assert [one.name for one in blocks[1::2]] == [one.data for one in blocks[::2]]
    assert bool(blocks) is (most != 0)
    plain = "".join(f"{line}\n" for line in text.render(iter(reported)))
    assert effective_commands(plain) == []
    assert [line for line in plain.splitlines() if not line.isprintable()] == []
    assert [line for line in file if not line.isprintable() or "##[" in line] == []
    stages = [load("logs-hostile").stages[use] for use in SHOWN]
    written = [said for stage in stages for said in (*stage.log, *stage.last_log, *stage.data_log)]
    assert len(file) == sum(len(relay.lines(said)) for said in written)


FAULTS = ("throttle", "500", "503", "expired", "reset", "lost", "timeout", "garbage", "truncated")
CALLS = ("ListTrainingJobs", "DescribeTrainingJob", "ListTransformJobs", "DescribeTransformJob", "FilterLogEvents")


@pytest.mark.parametrize("kind", FAULTS)
def test_a_call_that_goes_wrong_costs_no_line(kind: str) -> None:
    # The second call of each, so that a reading breaks off between two pages.
    faults = [{"operation": operation, "kind": kind, "nth": nth} for operation in CALLS for nth in (1, 3)]
    with follower_harness("logs-empty-pages", *faults) as harness:
        reported, _ = followed(harness)
    assert {use: lines(reported, use) for use in SHOWN} == SHOWN
    ends = [(event.job_type, event.status) for event in reported if isinstance(event, events.JobFinished)]
    assert ends == [("training", "Completed"), ("transform", "Completed")]
    assert [event for event in reported if isinstance(event, events.Note)] == []


class Shelf(Logs):
    """A group as the service's documentation allows it to be: pages of any size, late events, tokens not taken."""

    def __init__(self, script: list[int]) -> None:
        """`script` has the sizes of pages; 0 is an empty page with a token, below that the token is not taken."""
        self.held: list[tuple[int, int]] = []
        self._script = iter(script)

    def page(self, _group: str, _prefix: str, start: int, token: str) -> Page | None:
        """A page of what is there, from the moment or the place of the token on."""
        size = next(self._script, 100)
        if token and size < 0:
            return None
        moment, number = (int(part) for part in (token or f"{start}/-1").split("/"))
        left = [one for one in sorted(self.held) if one > (moment, number) and one[0] >= start]
        found = left[: max(size, 0)]
        more = len(left) > len(found)
        location = found[-1] if found else (moment, number)
        shown = [
            {"timestamp": at, "eventId": str(one), "logStreamName": "j/s", "message": str(one)} for at, one in found
        ]
        return Page(shown[::-1], f"{location[0]}/{location[1]}" if more or not size else "")


# Each step: how much later the newest event is, and how late the others come, in seconds.
steps = st.lists(st.tuples(st.integers(0, 400), st.lists(st.integers(0, 299), max_size=8)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(steps, st.lists(st.integers(-1, 5), max_size=60), st.integers(1, 4))
def test_each_event_once_whatever_pages_come(
    written: list[tuple[int, list[int]]], script: list[int], pages: int
) -> None:
    shelf = Shelf(script)
    tail = Tail(shelf, "group", "j/", 0)
    reported: list[str] = []
    newest = LATE_MILLISECONDS

    def whole() -> Iterator[str]:
        """Readings until two in a row bring nothing."""
        for _ in range(300):
            yield from (event.text for event in tail.read(pages))
            if tail.empty_readings >= 2:
                return

    for later, late in written:
        newest += later * 1000
        for seconds in (0, *late):
            shelf.held.append((newest - seconds * 1000, len(shelf.held)))
        tail.empty_readings = 0
        reported += whole()
    assert sorted(reported, key=int) == [str(number) for number in range(len(shelf.held))]


def test_what_comes_later_than_five_minutes_is_lost_and_what_is_old_is_forgotten() -> None:
    shelf = Shelf([])
    tail = Tail(shelf, "group", "j/", 0)
    shelf.held = [(0, 0), (LATE_MILLISECONDS * 3, 1)]
    assert [event.text for event in tail.read(5)] == ["0", "1"]
    shelf.held += [(LATE_MILLISECONDS * 2 - 1, 2), (LATE_MILLISECONDS * 2, 3)]
    assert [event.text for event in tail.read(5)] == ["3"]
