"""No second has more calls of an operation than its limit, from however many threads they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pipeline.harness import FakeClock
from tests.watch.follower_harness import follower_harness

from sagemaker_marketplace.aws.parallel import call_each
from sagemaker_marketplace.aws.rate_limits import RateLimits, TokenBucket, limit_of
from sagemaker_marketplace.aws.session import Account

RATES = st.floats(0.5, 50)


@given(rate=RATES, burst=st.floats(1, 20), pauses=st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_no_interval_has_more_calls_than_allowed(rate: float, burst: float, pauses: list[float]) -> None:
    bucket, now, calls = TokenBucket(rate, burst), 0.0, []
    for pause in pauses:
        now += pause
        calls.append(now + bucket.reserve(now))
    assert calls == sorted(calls)
    for first, start in enumerate(calls):
        for last in range(first, len(calls)):
            assert last - first + 1 <= burst + rate * (calls[last] - start) + 1e-6


@given(rate=RATES, burst=st.floats(1, 20), number=st.integers(1, 50))
def test_calls_at_once_wait_no_longer_than_necessary(rate: float, burst: float, number: int) -> None:
    bucket = TokenBucket(rate, burst)
    assert [bucket.reserve(100) for _ in range(number)] == pytest.approx(
        [max(0, (index + 1 - burst) / rate) for index in range(number)]
    )


def test_a_time_that_is_earlier_than_that_of_another_thread_counts_as_the_same() -> None:
    bucket = TokenBucket(1, 1)
    assert [bucket.reserve(now) for now in (10, 9, 10)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("region", "service", "operation", "limit"),
    [
        ("us-east-1", "cloudwatch-logs", "FilterLogEvents", 25),
        ("eu-central-1", "cloudwatch-logs", "FilterLogEvents", 5),
        ("us-east-2", "cloudwatch-logs", "FilterLogEvents", 10),
        ("us-east-1", "sagemaker", "DescribeTransformJob", 10),
        ("us-east-1", "sagemaker", "ListModelPackages", 10),
        ("us-east-1", "sagemaker", "CreateModelPackage", 5),
        ("us-east-1", "ecr", "DescribeImages", None),
    ],
)
def test_limits(region: str, service: str, operation: str, limit: float | None) -> None:
    assert limit_of(region, service, operation) == limit


def test_each_region_and_operation_has_its_own_calls() -> None:
    waits: list[float] = []
    limits = RateLimits(lambda: 0.0, waits.append)
    for region in ("us-east-1", "us-east-2"):
        for operation in ("DescribeAlgorithm", "ListAlgorithms"):
            for _ in range(4):
                limits.wait(region, "sagemaker", operation)
    assert waits == pytest.approx([1 / 8, 2 / 8] * 4)


def test_calls_of_an_account_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    with follower_harness("success") as harness:
        for name, value in harness.sandbox.environment.items():
            monkeypatch.setenv(name, value)
        account = Account("tests", limits=RateLimits(lambda: 0.0, waits.append))
        for _ in range(4):
            account.client("us-east-1").list_algorithms()
    assert waits == pytest.approx([1 / 8, 2 / 8])


def test_calls_of_a_client_from_several_threads() -> None:
    clock = FakeClock()
    waits: list[float] = []
    with follower_harness("success") as harness:
        client = harness.client("sagemaker")
        RateLimits(clock.now, waits.append).attach(client)
        outcomes = call_each(lambda _: client.list_algorithms(), list(range(6)), 3)
        assert [outcome.result()["AlgorithmSummaryList"] for outcome in outcomes] == [[]] * 6
    assert sorted(waits) == pytest.approx([number / 8 for number in range(1, 5)])
