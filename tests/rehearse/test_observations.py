"""What observations say of themselves: which requests failed, and whether the container is ready."""

from __future__ import annotations

import pytest
from tests.rehearse.jobs import observations

from sagemaker_marketplace.rehearse.measurement import measure
from sagemaker_marketplace.rehearse.observations import Exchange


def exchange(status: int | None) -> Exchange:
    return Exchange("a.csv", 0, 10, 0.1, status, 1, 1)


@pytest.mark.parametrize(
    ("status", "failed"), [(None, True), (199, True), (200, False), (299, False), (300, True), (404, True)]
)
def test_only_2xx_is_a_success(status: int | None, failed: bool) -> None:
    seen = observations(exchanges=[exchange(200), exchange(status)])
    assert (exchange(status).failed, measure("m.yaml", seen, True).records_in) == (failed, 1 if failed else 2)
    assert seen.failed_exchange == (exchange(status) if failed else None)


def test_the_first_request_that_failed() -> None:
    seen = observations(exchanges=[exchange(200), exchange(500), exchange(404)])
    assert seen.failed_exchange == exchange(500)
    assert (observations().failed_exchange, observations(first_ping_seconds=None).failed_exchange) == (None, None)
    assert (observations().is_ready, observations(first_ping_seconds=0.0).is_ready) == (True, True)
    assert not observations(first_ping_seconds=None).is_ready
