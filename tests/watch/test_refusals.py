"""Calls about jobs and logs that AWS refuses: one refusal ends nothing, refusals over minutes end only that."""

from __future__ import annotations

import pytest
from tests.watch.follower_harness import FollowerHarness, follower_harness, to_line, to_lines
from tests.watch.test_jobs import EXPECTED

from sagemaker_marketplace.watch.refusals import Refusals

LOGS = "note: can't show logs: missing permission logs:FilterLogEvents"
CALLS = [
    ("sagemaker:ListTrainingJobs", "note: can't show the training job: missing permission sagemaker:ListTrainingJobs"),
    (
        "sagemaker:DescribeTrainingJob",
        "note: can't show the training job: missing permission sagemaker:DescribeTrainingJob",
    ),
    (
        "sagemaker:ListTransformJobs",
        "note: can't show the transform job: missing permission sagemaker:ListTransformJobs",
    ),
    (
        "sagemaker:DescribeTransformJob",
        "note: can't show the transform job: missing permission sagemaker:DescribeTransformJob",
    ),
    ("logs:FilterLogEvents", LOGS),
]
EACH_CALL = pytest.mark.parametrize(("action", "note"), CALLS)


def lines_of(harness: FollowerHarness, allowed_after: int | None = None) -> list[str]:
    """The lines of a watch of an algorithm; after some polls the caller gets all permissions."""
    target = harness.target("Algorithm", "denied")
    lines: list[str] = []
    for number, events in enumerate(harness.polls(target, harness.follower(target)), 1):
        lines += [to_line(event) for event in events]
        if number == allowed_after:
            harness.allow()
    return lines


@EACH_CALL
def test_a_call_that_was_refused_is_made_again(action: str, note: str) -> None:
    with follower_harness("success") as harness:
        harness.deny(action)
        lines = lines_of(harness, allowed_after=4 if "Transform" in action else 3)
    assert lines.count(note) == 1
    shown = [line for line in lines if " | " in line]
    assert shown == [line for poll in EXPECTED["Algorithm"] for line in poll if " | " in line]


@EACH_CALL
def test_a_call_that_is_always_refused_is_reported_once(action: str, note: str) -> None:
    with follower_harness("success") as harness:
        harness.deny(action)
        lines = lines_of(harness)
        calls = harness.calls_made()
    hidden = "training" if "Training" in action else "transform" if "Transform" in action else "|"
    expected = [line for poll in EXPECTED["Algorithm"] for line in poll if hidden not in line]
    assert [line for line in lines if hidden not in line and line != note] == expected
    assert (lines.count(note), [line for line in lines if line.startswith("note")]) == (1, [note])
    assert calls.count(action.partition(":")[2]) <= 5


@pytest.mark.parametrize("action", ["sagemaker:ListTransformJobs", "logs:FilterLogEvents"])
def test_a_call_that_is_refused_for_five_minutes_is_made_no_more(action: str) -> None:
    with follower_harness("never-finishes") as harness:
        harness.deny(action)
        target = harness.target("ModelPackage", "ever")
        polls = to_lines(harness.polls(target, harness.follower(target), max_polls=40))
        assert len([line for poll in polls for line in poll if line.startswith("note")]) == 1
        assert harness.calls_made().count(action.partition(":")[2]) == 11


@pytest.mark.parametrize(
    ("times", "is_late", "final"),
    [
        ([0, 300], False, False),
        ([0, 1, 2], False, False),
        ([0, 1, 299], False, False),
        ([0, 1, 300], False, True),
        ([0, 1, 2], True, True),
        ([0, 1], True, False),
        ([], True, False),
    ],
)
def test_when_refusals_are_final(times: list[float], is_late: bool, final: bool) -> None:
    refusals = Refusals()
    for time in times:
        refusals.add(time)
    assert refusals.are_final(times[-1] if times else 0, is_late) is final


def test_a_success_ends_a_series_of_refusals() -> None:
    refusals = Refusals()
    for time in (0, 100, 200):
        refusals.add(time)
    refusals.reset()
    for time in (300, 400, 500):
        refusals.add(time)
    assert (refusals.count, refusals.are_final(599), refusals.are_final(600)) == (3, False, True)


def test_a_call_that_succeeds_in_between_starts_a_new_series() -> None:
    action = "sagemaker:DescribeTransformJob"
    with follower_harness("never-finishes") as harness:
        harness.deny(action)
        harness.allow()
        target = harness.target("ModelPackage", "ever")
        polls = harness.polls(target, harness.follower(target), max_polls=40)
        calls = []
        for number in range(40):
            # Refused for four minutes, shown once, and refused for good.
            harness.allow() if number < 6 or number == 15 else harness.refuse(action)
            next(polls)
            calls.append(harness.calls_made().count("DescribeTransformJob"))
    last = next(number for number in range(1, 40) if calls[number] == calls[-1])
    assert last == 26  # five minutes after the first refusal of the second series
