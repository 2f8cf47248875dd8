"""Simulates a watch of 10,000 resources over six hours: the real watch, with a simulated clock and a simulated service.

`python -m benchmarks.simulation` prints a table, and writes it to docs/performance.md.

Each account and Region is simulated alone, one after the other: they share nothing. A call takes 150 ms and is refused
above the limit of its operation. The calls of a round that run in parallel are simulated one after the other as well:
each begins when one of the simulated threads is free. A resource is created when one of the simulated quota's
instances is free.
"""

from __future__ import annotations

import heapq
import random
import resource
import statistics
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any

from benchmarks import page, table
from benchmarks.results import write_tables
from benchmarks.simulated_service import SimulatedService
from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws import logs as aws_logs
from sagemaker_marketplace.aws.jobs import Jobs
from sagemaker_marketplace.aws.logs import Logs
from sagemaker_marketplace.aws.rate_limits import RateLimits
from sagemaker_marketplace.aws.sagemaker import Resources
from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch import job, jobs, region_access, region_watch
from sagemaker_marketplace.watch.jobs import JobFollower
from sagemaker_marketplace.watch.logbook import Logbook
from sagemaker_marketplace.watch.region_access import RegionAccess
from sagemaker_marketplace.watch.targets import Target

RESOURCES, HOURS = 10_000, 6
# Two accounts, which have the same limits and do not share them.
REGIONS = [(account, region) for account in ("account 1", "account 2") for region in ("us-east-1", "eu-central-1")]
POLL_SECONDS = 30.0
# How many validations can run at the same time in each account and Region: enough for six hours.
QUOTA = 190


class SimulatedClock(Clock):
    """A clock that advances only during a sleep, without waiting."""

    def __init__(self, seed: int) -> None:
        """`seed` is for the jitter, so that each simulation has the same result."""
        self.seconds = 1_000_000.0
        self._random = random.Random(seed)  # noqa: S311 - spreads load, guards nothing

    def now(self) -> float:
        """Seconds."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Advance."""
        self.seconds += seconds

    def jitter(self, seconds: float) -> float:
        """Vary by up to 10 %."""
        return seconds * self._random.uniform(0.9, 1.1)


class Delays:
    """The seconds from each change of a status in the service to our event, by what changed."""

    def __init__(self, service: SimulatedService, clock: SimulatedClock) -> None:
        """Start without any."""
        self._service, self._clock = service, clock
        self.by_type: dict[str, list[float]] = {"resource": [], "job": []}

    def add(self, event: events.Event) -> None:
        """Count the event, if it is a new status of a resource or a job."""
        if not isinstance(event, events.StatusChanged):
            return
        is_job = event.resource_type.endswith(" job")
        if is_job or event.resource_type in ("model package", "algorithm"):
            changed_at = self._service.changed_at(event.name, event.status)
            self.by_type["job" if is_job else "resource"].append(self._clock.now() - changed_at)


def simulate(region: str, number: int, seed: int, patch: Callable[[SimulatedClock], None]) -> dict[str, Any]:
    """Watch resources of one account and Region to their ends; return the figures."""
    clock = SimulatedClock(seed)
    patch(clock)
    service = SimulatedService(clock.now, clock.sleep, region, seed, RateLimits(clock.now, clock.sleep))
    delays = Delays(service, clock)
    resources = Resources(service, lambda: service)
    access = RegionAccess(Jobs(service), Logs(service))

    def follow(target: Target) -> JobFollower:
        def make_logbook(use: str) -> Logbook:
            return Logbook(use, 400)

        return JobFollower(target.manifest, target.kind, access, clock, lambda *_: 1.0, make_logbook)

    started = clock.now()
    deadline = started + 10 * HOURS * 3600
    watched = region_watch.RegionWatch(clock, deadline, POLL_SECONDS, follow_jobs=follow)
    failed = completed = 0
    waiting = deque(range(number))
    kinds = list(plugins.kinds().values())
    while waiting or watched.remaining:
        running = sum(not target.has_ended for target in watched.remaining)
        while waiting and running < QUOTA:
            kind, name = kinds[waiting[0] % 2], f"product-{waiting.popleft()}"
            arn = service.create(kind, name)
            watched.add([Target(name, kind, arn, name, region, resources, is_new=True)])
            running += 1
        for event in watched.round():
            delays.add(event)
            completed += event == events.OutputChanged(getattr(event, "manifest", ""), "status", "Completed")
            failed += isinstance(event, events.RunFailed)
        watched.wait()
    return {
        "calls": service.calls,
        "throttled": service.throttled,
        "hours": (clock.now() - started) / 3600,
        "delays": delays.by_type,
        "completed": completed,
        "failed": failed,
        "expected_failures": service.failing,
    }


def patch_threads(clock: SimulatedClock) -> None:
    """Replace the threads of parallel calls: each call begins when the first of the simulated threads is free."""

    def call_each(function: Callable[[Any], Any], items: Sequence[Any], limit: int) -> list[Future[Any]]:
        futures: list[Future[Any]] = [Future() for _ in items]
        free = [clock.seconds] * max(1, min(limit, len(items)))
        for item, future in zip(items, futures, strict=True):
            clock.seconds = heapq.heappop(free)
            try:
                future.set_result(function(item))
            except Exception as error:
                future.set_exception(error)
            heapq.heappush(free, clock.seconds)
        clock.seconds = max(free)
        return futures

    for module in (region_watch, region_access, job, jobs, aws_logs):
        module.call_each = call_each  # type: ignore[attr-defined]  # the benchmark replaces what the module imports


def main() -> None:
    """Simulate all accounts and Regions, print the table, and write the figures."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else RESOURCES
    cpu, elapsed = time.process_time(), time.perf_counter()
    results = [
        simulate(region, number // len(REGIONS), seed, patch_threads) for seed, (_, region) in enumerate(REGIONS)
    ]
    figures = _figures(results)
    figures["CPU seconds"] = round(time.process_time() - cpu, 1)
    figures["peak memory in MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    calls = sum((Counter(result["calls"]) for result in results), Counter())
    throttled = sum((Counter(result["throttled"]) for result in results), Counter())
    columns, rows = ("figure", "value"), list(_rows(figures, calls, throttled))
    print(table.markdown(columns, rows))
    print(f"(simulated in {time.perf_counter() - elapsed:.0f} s)")
    if number == RESOURCES:
        write_tables("simulation", {"simulation": (columns, rows)})
        page.main()


def _figures(results: Sequence[dict[str, Any]]) -> dict[str, float]:
    figures: dict[str, float] = {
        "resources": sum(result["completed"] for result in results) + sum(result["failed"] for result in results),
        "failed": sum(result["failed"] for result in results),
        "hours": round(max(result["hours"] for result in results), 2),
    }
    if figures["failed"] != sum(result["expected_failures"] for result in results):
        raise SystemExit("the watch reported other failures than the service had")
    for what in ("resource", "job"):
        delays = [delay for result in results for delay in result["delays"][what]]
        figures[f"status changes of {what}s"] = len(delays)
        figures[f"median delay of {what} statuses in seconds"] = round(statistics.median(delays), 1)
        figures[f"longest delay of {what} statuses in seconds"] = round(max(delays), 1)
    return figures


def _rows(figures: dict[str, float], calls: Counter[str], throttled: Counter[str]) -> Iterator[tuple[str, str]]:
    for name, value in figures.items():
        yield name, f"{value:,}"
    for operation, number in sorted(calls.items()):
        yield f"calls of {operation}", f"{number:,} ({throttled[operation]:,} throttled)"


if __name__ == "__main__":
    main()
