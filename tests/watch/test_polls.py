"""When a watch polls."""

from __future__ import annotations

from tests.pipeline.harness import FakeClock
from tests.watch.follower_harness import follower_harness

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch.watch import watch_targets


class EarlyClock(FakeClock):
    """A clock whose jitter makes each wait a tenth shorter."""

    def jitter(self, seconds: float) -> float:
        """Make it shorter."""
        return seconds * 0.9


def test_the_time_between_polls_varies() -> None:
    with follower_harness("success") as harness:
        target = harness.target("ModelPackage", "varied")
        stream = list(watch_targets([target], EarlyClock(), 3600, 100))
    times = [event.elapsed_seconds for event in stream if isinstance(event, events.StatusChanged)]
    assert sorted(set(times)) == [0, 90, 180, 270]


def test_the_last_wait_ends_at_the_deadline() -> None:
    with follower_harness("never-finishes") as harness:
        clock = FakeClock()
        target = harness.target("ModelPackage", "late")
        *_, last = watch_targets([target], clock, 250, 100)
    assert isinstance(last, events.RunFailed)
    assert (last.exit_code, clock.seconds) == (5, 250)


def test_jitter_stays_within_ten_percent() -> None:
    waits = [Clock().jitter(100) for _ in range(1000)]
    assert 90 <= min(waits) < 95
    assert 105 < max(waits) <= 110
