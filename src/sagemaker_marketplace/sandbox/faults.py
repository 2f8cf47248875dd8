"""Counts calls and decides which of them fail, as the scenario or a client of the sandbox requests."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock

from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.scenario import Fault

_ANY = "*"


class Faults:
    """The faults of one server, with the numbers of calls they have counted."""

    def __init__(self, faults: Iterable[Fault], now: Callable[[], float] = time.monotonic) -> None:
        """`now` returns seconds."""
        self._counters = [_Counter(fault, now) for fault in faults]
        self._lock, self._now = Lock(), now

    def add(self, fault: Fault) -> None:
        """Add a fault, which counts calls from now on."""
        with self._lock:
            self._counters.append(_Counter(fault, self._now))

    def pending(self) -> list[Fault]:
        """Return the single faults that have not affected a call yet."""
        with self._lock:
            return [counter.fault for counter in self._counters if counter.is_pending]

    def count_call(self, call: ApiCall, resource_arn: str | None) -> Fault | None:
        """Count a call about an existing resource (None if there is none), and return the fault that affects it."""
        with self._lock:
            affecting = [counter.fault for counter in self._counters if counter.count(call, resource_arn)]
            return affecting[0] if affecting else None


class _Counter:
    """The calls that one fault has counted."""

    def __init__(self, fault: Fault, now: Callable[[], float]) -> None:
        self.fault, self._now = fault, now
        self._counts: Counter[str] = Counter()
        self._buckets: dict[str, tuple[float, float]] = {}  # tokens, and the time of the last call

    @property
    def is_pending(self) -> bool:
        """Whether it is a single fault that has not affected a call yet."""
        return self.fault.times == 1 and max(self._counts.values(), default=0) <= self.fault.after

    def count(self, call: ApiCall, resource_arn: str | None) -> bool:
        """Count a call, and return whether the fault affects it."""
        fault = self.fault
        key = {
            "server": "",
            "account": f"{call.account} {call.region} {call.operation}",
            "resource": resource_arn,
            "credentials": call.access_key,
        }[fault.count_per]
        if key is None or fault.account not in ("", call.account):
            return False
        is_counted = call.operation in fault.operations or _ANY in fault.operations
        if is_counted:
            self._counts[key] += 1
        # An affected call that is not counted itself fails once enough others have been counted.
        number = self._counts[key] if is_counted else self._counts[key] + 1
        last = fault.after + (fault.times or number)
        is_affected = call.operation in fault.affects or _ANY in fault.affects
        if not is_affected or not fault.after < number <= last or number % fault.every:
            return False
        return fault.rate is None or not self._use_token(key, fault.rate, fault.burst or max(fault.rate, 1))

    def _use_token(self, key: str, rate: float, burst: float) -> bool:
        """Use a token of a bucket, which has `burst` at first and gets `rate` per second; return whether it had one.

        A call without one uses none: AWS documents token buckets for throttling (EC2's request throttling), and
        nothing about SageMaker's.
        """
        now = self._now()
        tokens, last = self._buckets.get(key, (burst, now))
        tokens = min(burst, tokens + (now - last) * rate)
        has_token = tokens >= 1
        self._buckets[key] = (tokens - has_token, now)
        return has_token
