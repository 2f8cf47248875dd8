"""Limits how often each operation is called, per account and Region, so that AWS throttles as few calls as possible.

botocore's adaptive retries slow down further if AWS throttles nevertheless.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

# AWS General Reference, CloudWatch Logs endpoints and quotas: "FilterLogEvents throttle limit in transactions per
# second", by Region.
_FILTER_LOG_EVENTS = {
    "us-east-1": 25.0,
    "ap-northeast-3": 5.0,
    "ap-southeast-3": 5.0,
    "ca-west-1": 5.0,
    "eu-central-1": 5.0,
    "il-central-1": 5.0,
}
_FILTER_LOG_EVENTS_ELSEWHERE = 10.0
# SageMaker has quotas for the rates of its operations (Service Quotas, "Rate of DescribeTransformJob requests"), but no
# page has their values. These are our choice: per second, for operations that read, and for others.
_READ, _WRITE = 10.0, 5.0
_READING = ("Describe", "List")
# The part of a limit that can be used at once. The rest is the rate, so that no second has more calls than the limit.
_BURST = 0.2


class TokenBucket:
    """Allows calls at a rate, and some at once. Thread-safe; the caller has the clock."""

    def __init__(self, rate: float, burst: float) -> None:
        """`rate` is in calls per second, `burst` the number of calls that need not wait, at least 1."""
        self._rate, self._burst = rate, max(1.0, burst)
        self._tokens, self._updated_at = self._burst, 0.0
        self._lock = Lock()

    def reserve(self, now: float) -> float:
        """Reserve a call at a time in seconds, and return how many seconds the caller has to wait before it."""
        with self._lock:
            # A call that found out the time earlier can come later.
            now = max(now, self._updated_at)
            self._tokens = min(self._burst, self._tokens + (now - self._updated_at) * self._rate) - 1
            self._updated_at = now
            return max(0.0, -self._tokens / self._rate)


class RateLimits:
    """The token buckets of one account, by Region and operation."""

    def __init__(self, now: Callable[[], float], sleep: Callable[[float], object]) -> None:
        """`now` returns seconds, `sleep` waits for seconds; both are called from any thread."""
        self._now, self._sleep = now, sleep
        self._buckets: dict[tuple[str, str], TokenBucket] = {}
        self._lock = Lock()

    def attach(self, client: Any) -> None:
        """Limit the calls of a boto3 client: each attempt waits for its turn.

        Source: botocore's endpoint.py: the event before-send is emitted for every attempt.
        """
        region = client.meta.region_name

        def wait(event_name: str, **_: Any) -> None:
            self.wait(region, *event_name.split(".")[1:3])

        client.meta.events.register("before-send", wait)

    def wait(self, region: str, service: str, operation: str) -> None:
        """Wait until an operation can be called."""
        limit = limit_of(region, service, operation)
        if limit is None:
            return
        with self._lock:
            bucket = self._buckets.setdefault((region, operation), TokenBucket(limit * (1 - _BURST), limit * _BURST))
        seconds = bucket.reserve(self._now())
        if seconds:
            self._sleep(seconds)


def limit_of(region: str, service: str, operation: str) -> float | None:
    """Return the limit of an operation in calls per second; None if this program does not limit it.

    `service` is botocore's name in events, which has hyphens.
    """
    if operation == "FilterLogEvents":
        return _FILTER_LOG_EVENTS.get(region, _FILTER_LOG_EVENTS_ELSEWHERE)
    if service == "sagemaker":
        return _READ if operation.startswith(_READING) else _WRITE
    return None
