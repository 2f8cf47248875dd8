"""The calls of each round of a watch: as many as there are changes and running jobs, not as there are resources."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from tests.watch.follower_harness import FollowerHarness, follower_harness

from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch.region_watch import RegionWatch

NUMBERS = pytest.mark.parametrize("number", [1, 2, 30])
EXPIRED = [("ListModelPackages", 1), *(("DescribeModelPackage", nth) for nth in range(1, 9))]


class Rounds:
    """The rounds of a watch of resources with these names, and the calls of each."""

    def __init__(
        self,
        harness: FollowerHarness,
        names: list[str],
        kind: str = "ModelPackage",
        jobs: bool = True,
        poll: float = 60.0,
    ) -> None:
        """Create the resources."""
        self.harness = harness
        self.watched = RegionWatch(
            harness.clock, harness.clock.now() + 36_000, poll, follow_jobs=harness.follower if jobs else None
        )
        targets = [harness.target(kind, name) for name in names]
        for target in targets:
            target.manifest = f"{target.name}.yaml"
        self.watched.add(targets)
        self.events: list[events.Event] = []
        self._calls = self._count()

    def next(self) -> dict[str, int]:
        """Run a round, wait for the next, and return the calls by operation."""
        self.events += self.watched.round()
        self.watched.wait()
        before, self._calls = self._calls, self._count()
        return dict(self._calls - before)

    def notes(self) -> list[tuple[str, str]]:
        """The notes so far, with their manifests."""
        return [(event.manifest, event.text) for event in self.events if isinstance(event, events.Note)]

    def _count(self) -> Counter[str]:
        calls = self.harness.sandbox.calls
        return Counter(call["operation"] for call in calls if call["service"] in ("sagemaker", "logs"))


def names(number: int) -> list[str]:
    return [f"r{index}" for index in range(number)]


@NUMBERS
@pytest.mark.parametrize("kind", ["ModelPackage", "Algorithm"])
def test_rounds_without_changes_have_one_call(number: int, kind: str) -> None:
    with follower_harness("never-finishes") as harness:
        rounds = Rounds(harness, names(number), kind, jobs=False)
        assert rounds.next() == {f"Describe{kind}": number}
        for _ in range(4):  # the resources are in progress then
            rounds.next()
        assert [rounds.next() for _ in range(3)] == [{f"List{kind}s" if number > 1 else f"Describe{kind}": 1}] * 3


@NUMBERS
def test_running_jobs_are_described_and_read(number: int) -> None:
    """Nothing else is requested for resources whose jobs run."""
    running = {"DescribeModelPackage": 1, "DescribeTransformJob": 1, "FilterLogEvents": 1}
    if number > 1:
        running = {"ListModelPackages": 1, "ListTransformJobs": 1, "FilterLogEvents": number}
    with follower_harness("never-finishes") as harness:
        rounds = Rounds(harness, names(number))
        for _ in range(8):
            rounds.next()
        assert [rounds.next() for _ in range(3)] == [running] * 3


def test_training_jobs_without_a_phase_in_the_list_are_described(tmp_path: Path) -> None:
    """The list of the sandbox has no SecondaryStatus, which is optional in the service model."""
    scenario = tmp_path / "training.yaml"
    scenario.write_text("description: The training never ends.\nstages: {training: {final_status: never}}\n", "utf-8")
    with follower_harness(str(scenario)) as harness:
        rounds = Rounds(harness, names(2), "Algorithm")
        for _ in range(8):
            rounds.next()
        jobs = {"ListTrainingJobs": 1, "DescribeTrainingJob": 2, "FilterLogEvents": 2}
        assert rounds.next() == {"ListAlgorithms": 1, **jobs}


def test_more_logs_than_a_round_has_time_for_are_read_in_turn() -> None:
    """A status must not be reported late because of them."""
    with follower_harness("never-finishes") as harness:
        rounds = Rounds(harness, names(25), poll=1.0)
        for _ in range(8):
            rounds.next()
        calls = [rounds.next() for _ in range(5)]
    assert [each["FilterLogEvents"] for each in calls] == [10] * 5
    lines = Counter(event.manifest for event in rounds.events if isinstance(event, events.LogLine))
    assert len(lines) == 25


def test_the_calls_of_a_whole_watch() -> None:
    """Jobs are listed while one can begin or end, and both resources are described when there is something new."""
    calls = []
    with follower_harness("success") as harness:
        rounds = Rounds(harness, names(2), "Algorithm")
        while rounds.watched.remaining:
            calls.append(rounds.next())
    resources, changed = {"ListAlgorithms": 1}, {"DescribeAlgorithm": 2}
    # The list of the sandbox has no phases of training jobs.
    training = {"ListTrainingJobs": 1, "DescribeTrainingJob": 2}
    transform = {"ListTransformJobs": 1, "DescribeTransformJob": 2}
    assert calls[:7] == [
        changed,
        {**resources, **changed, "ListTrainingJobs": 1},
        # The training jobs have begun; the resources are described in the next round.
        {**resources, **training, "FilterLogEvents": 2},
        {**changed, **training, "FilterLogEvents": 2},
        # They have ended, and the transform jobs have begun. Their models show which is whose: the profiles are equal.
        {**resources, **training, **transform, "DescribeModel": 2, "FilterLogEvents": 4},
        {**changed, "ListTransformJobs": 1, "FilterLogEvents": 4},
        {**resources, **changed, **transform, "FilterLogEvents": 4},
    ]
    # The rest of the logs.
    assert {name for each in calls[7:] for name in each} == {"FilterLogEvents"}


def test_only_the_resource_that_failed_is_described() -> None:
    with follower_harness("never-finishes") as harness:
        rounds = Rounds(harness, names(30), jobs=False)
        for _ in range(5):
            rounds.next()
        job = harness.sagemaker.list_transform_jobs(MaxResults=1)["TransformJobSummaries"][0]["TransformJobName"]
        harness.sagemaker.stop_transform_job(TransformJobName=job)
        calls = [rounds.next() for _ in range(4)]
    assert len(rounds.watched.remaining) == 29
    quiet = {"ListModelPackages": 1}
    assert [each for each in calls if each != quiet] == [
        {**quiet, "StopTransformJob": 1, "ListTransformJobs": 1, "DescribeModelPackage": 1},
    ]


@pytest.mark.parametrize(("rounds_refused", "lists"), [(3, 12), (12, 5)])
def test_without_permission_to_list_each_is_described(rounds_refused: int, lists: int) -> None:
    """A refusal can be temporary: lists are requested for five minutes more."""
    action = "sagemaker:ListModelPackages"
    with follower_harness("never-finishes") as harness:
        harness.deny(action)
        rounds = Rounds(harness, names(3), jobs=False)
        calls = [rounds.next() for _ in range(rounds_refused)]
        harness.allow()
        calls += [rounds.next() for _ in range(13 - rounds_refused)]
    assert rounds.notes() == [("r0.yaml", f"each model package is polled separately: missing permission {action}")]
    assert sum(each.get("ListModelPackages", 0) for each in calls) == lists
    assert calls[:2] == [{"DescribeModelPackage": 3}, {"DescribeModelPackage": 3, "ListModelPackages": 1}]
    assert calls[-1] == ({"ListModelPackages": 1} if lists == 12 else {"DescribeModelPackage": 3})


@pytest.mark.parametrize(
    ("kind", "notes", "described"),
    [("500", 1, 0), ("throttle", 1, 0), ("garbage", 1, 0), ("expired", 0, 3)],
)
def test_a_list_without_a_usable_response(kind: str, notes: int, described: int) -> None:
    """Nothing is known of this round; whether the credentials have expired is decided by the descriptions."""
    with follower_harness("never-finishes", {"operation": "ListModelPackages", "kind": kind, "nth": 2}) as harness:
        rounds = Rounds(harness, names(3), jobs=False)
        calls = [rounds.next() for _ in range(4)]
    assert [each.get("ListModelPackages") for each in calls] == [None, 1, 1, 1]
    assert [each.get("DescribeModelPackage", 0) for each in calls[:3]] == [3, 3, described]
    assert len(rounds.notes()) == notes
    assert len(rounds.watched.remaining) == 3


def test_expired_credentials_end_the_watch_of_all_resources() -> None:
    """They are described in one part, not each."""
    with follower_harness("never-finishes") as harness:
        rounds = Rounds(harness, names(30), jobs=False)
        rounds.next()
        faults = [{"operation": name, "kind": "expired", "nth": nth} for name, nth in EXPIRED]
        urlopen(Request(f"{harness.sandbox.url}/_sandbox/faults", json.dumps(faults).encode())).close()  # noqa: S310 - our own loopback server
        assert rounds.next() == {"ListModelPackages": 1, "DescribeModelPackage": 8}
    failed = [event.exit_code for event in rounds.events if isinstance(event, events.RunFailed)]
    assert (failed, rounds.watched.remaining) == ([5] * 30, [])
