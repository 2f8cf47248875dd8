"""How metric definitions match the log of a training job."""

from __future__ import annotations

import pytest
from tests.pipeline.harness import FakeClock
from tests.watch.test_metrics import SlowClock

from sagemaker_marketplace.rehearse.training.metrics import MetricCounter
from sagemaker_marketplace.rehearse.training_job import MetricDefinition
from sagemaker_marketplace.rehearse.training_observations import MetricUse


def counted(regex: str, *lines: str) -> MetricUse:
    counter = MetricCounter([MetricDefinition("m", regex, ())], FakeClock().now)
    for line in lines:
        counter.add(line)
    [use] = counter.uses()
    return use


def use(regex: str, *numbers: int, **fields: object) -> MetricUse:
    return MetricUse(MetricDefinition("m", regex, ()), *numbers, **fields)  # type: ignore[arg-type]  # any field


LOSS = r"loss=(\S+)"


@pytest.mark.parametrize(
    ("regex", "lines", "fields"),
    [
        (LOSS, (), {}),
        (LOSS, ("start", "gain=1"), {}),
        (LOSS, ("loss=2", "loss=1e-1 loss=3"), {"matches": 2, "values": 2, "last_value": 0.1}),
        (LOSS, ("loss=low", "loss=high"), {"matches": 2, "invalid_value": "low"}),
        (LOSS, ("loss=low", "loss=2"), {"matches": 2, "values": 1, "invalid_value": "low", "last_value": 2.0}),
        (LOSS, ("loss=2", "loss=nan"), {"matches": 2, "values": 2, "last_value": 2.0}),
        (LOSS, (f"loss={'x' * 200}",), {"matches": 1, "invalid_value": "x" * 100}),
        (LOSS, (f"{'x' * 9000} loss=2",), {}),
        ("loss=(a)?", ("loss=",), {"matches": 1}),
        ("^loss=([0-9.]+)$", ("1 %\rloss=2\r2 %", "loss=3\r"), {"progress_matches": 2}),
        ("^loss=([0-9.]+)$", (f"loss=2\r{'x' * 9000}",), {"progress_matches": 1}),
        ("^loss=([0-9.]+)$", ("loss=2" + "\r" * 50,), {}),
        (LOSS, ("1 %\rloss=2\r2 %",), {"matches": 1, "values": 1, "last_value": 2.0}),
        ("loss=([0-9.]+", ("loss=2",), {"is_counted": False}),
        ("loss=[0-9.]+", ("loss=2",), {"is_counted": False}),
        ("(a+)+b", ("aab",), {"is_counted": False}),
    ],
)
def test_what_is_counted(regex: str, lines: tuple[str, ...], fields: dict[str, object]) -> None:
    assert counted(regex, *lines) == use(regex, **fields)


def test_each_definition_is_counted_by_itself() -> None:
    definitions = [MetricDefinition(name, f"{name}=([0-9]+)", ()) for name in ("a", "b", "c")]
    counter = MetricCounter(definitions, FakeClock().now)
    counter.add("a=1 c=3")
    assert [each.last_value for each in counter.uses()] == [1.0, None, 3.0]
    counter.add("a=2")
    assert [each.last_value for each in counter.uses()] == [2.0, None, 3.0]


def test_a_slow_expression_is_not_searched_again() -> None:
    counter = MetricCounter([MetricDefinition("m", LOSS, ())], SlowClock().now)
    for line in ("loss=1", "loss=2"):
        counter.add(line)
    assert counter.uses() == [use(LOSS, matches=1, values=1, last_value=1.0, is_counted=False)]
