"""When a watch polls."""

from __future__ import annotations

from tests.pipeline.harness import FakeClock
from tests.watch.follower_harness import follower_harness

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch.region_watch import RegionWatch


class EarlyClock(FakeClock):
    """A clock whose jitter makes each wait a tenth shorter."""

    def jitter(self, seconds: float) -> float:
        """Make it shorter."""
        return seconds * 0.9


def test_the_time_between_polls_varies() -> None:
    with follower_harness("success") as harness:
        target = harness.target("ModelPackage", "varied")
        watched = RegionWatch(EarlyClock(), 3600, 100)
        watched.add([target])
        stream = list(watched.watch())
    times = [event.elapsed_seconds for event in stream if isinstance(event, events.StatusChanged)]
    assert sorted(set(times)) == [0, 90, 180, 270]


def test_the_last_wait_ends_at_the_deadline() -> None:
    with follower_harness("never-finishes") as harness:
        clock = FakeClock()
        target = harness.target("ModelPackage", "late")
        watched = RegionWatch(clock, 250, 100)
        watched.add([target])
        *_, failed, end = watched.watch()
    assert isinstance(failed, events.RunFailed)
    assert (failed.exit_code, clock.seconds) == (5, 250)
    assert end == events.StageFinished("watch", "m.yaml", False)


def test_jitter_stays_within_ten_percent() -> None:
    waits = [Clock().jitter(100) for _ in range(1000)]
    assert 90 <= min(waits) < 95
    assert 105 < max(waits) <= 110


def test_a_resource_that_is_added_later_is_watched_from_then_on() -> None:
    with follower_harness("success") as harness:
        clock = FakeClock()
        watched = RegionWatch(clock, 3600, 100)
        first, second = (harness.target("ModelPackage", name) for name in ("first", "second"))
        second.manifest = "second.yaml"
        watched.add([first])
        stream = list(watched.round())
        assert watched.remaining == [first]
        watched.wait()
        watched.add([second])
        stream += watched.watch()
    times = [
        (event.manifest, event.elapsed_seconds)
        for event in stream
        if isinstance(event, events.StatusChanged) and event.resource_type == "model package"
    ]
    assert times == [
        *(("m.yaml", 0), ("m.yaml", 100), ("second.yaml", 0)),
        *(("second.yaml", 100), ("m.yaml", 300), ("second.yaml", 400)),
    ]
    assert watched.remaining == []
