"""Accounts and Regions are watched independently: what happens in one neither ends nor delays the others."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Event

import pytest
from tests.pipeline.harness import FakeClock
from tests.watch.follower_harness import FollowerHarness, follower_harness

from sagemaker_marketplace.aws.parallel import merge
from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch import stage
from sagemaker_marketplace.watch.region_watch import RegionWatch


class BlockingClock(FakeClock):
    """A clock that waits for something else than time."""

    def __init__(self) -> None:
        """Start at zero."""
        super().__init__()
        self.free = Event()

    def sleep(self, seconds: float) -> None:
        """Wait until the test continues."""
        self.free.wait()
        super().sleep(seconds)


class BrokenClock(FakeClock):
    """A clock with a bug."""

    def sleep(self, seconds: float) -> None:
        """Fail."""
        raise ZeroDivisionError(seconds)


def watch(harness: FollowerHarness, name: str, clock: FakeClock) -> RegionWatch:
    """A watch of two resources."""
    targets = [harness.target("ModelPackage", f"{name}-{number}") for number in range(2)]
    for target in targets:
        target.manifest = f"{target.name}.yaml"
    watched = RegionWatch(clock, 3600, 60)
    watched.add(targets)
    return watched


def ends(stream: list[events.Event]) -> dict[str, object]:
    """The exit code of each manifest that failed, and the last status of the others."""
    statuses: dict[str, object] = {
        event.manifest: event.value for event in stream if isinstance(event, events.OutputChanged)
    }
    return {**statuses, **{event.manifest: event.exit_code for event in stream if isinstance(event, events.RunFailed)}}


GOOD = {"good-0.yaml": "Completed", "good-1.yaml": "Completed"}


@pytest.mark.parametrize(
    ("clock", "faults", "code"),
    [(FakeClock(), ["expired"], 5), (BrokenClock(), [], 70), (FakeClock(), ["throttle"], None)],
    ids=["expired credentials", "bug", "throttled"],
)
def test_a_problem_in_one_account_does_not_end_the_other(clock: FakeClock, faults: list[str], code: int | None) -> None:
    fails = [{"operation": "DescribeModelPackage", "kind": kind, "nth": nth} for kind in faults for nth in (1, 2, 3, 4)]
    with ExitStack() as stack:
        good, bad = (stack.enter_context(follower_harness("success", *some)) for some in ((), fails))
        watches = [watch(good, "good", FakeClock()), watch(bad, "bad", clock)]
        stream = list(merge([stage._alone(each) for each in watches]))
    other = {f"bad-{number}.yaml": code or "Completed" for number in range(2)}
    assert ends(stream) == {**GOOD, **other}


def test_an_account_that_waits_does_not_delay_the_other() -> None:
    clock = BlockingClock()
    with ExitStack() as stack:
        good, slow = (stack.enter_context(follower_harness("success")) for _ in range(2))
        merged = merge([stage._alone(watch(slow, "slow", clock)), stage._alone(watch(good, "good", FakeClock()))])
        stream: list[events.Event] = []
        while not ends(stream).items() >= GOOD.items():
            stream.append(next(merged))
        clock.free.set()
        stream += merged
    assert ends(stream) == {**GOOD, "slow-0.yaml": "Completed", "slow-1.yaml": "Completed"}


def test_the_order_of_the_events_of_each_manifest_is_the_same_as_alone() -> None:
    with ExitStack() as stack:
        both = [stack.enter_context(follower_harness("success")) for _ in range(2)]
        merged = list(merge([watch(each, name, FakeClock()).watch() for each, name in zip(both, "ab", strict=True)]))
        alone = list(watch(stack.enter_context(follower_harness("success")), "a", FakeClock()).watch())
    assert [event for event in merged if getattr(event, "manifest", "").startswith("a")] == alone
