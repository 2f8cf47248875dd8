"""The driver asks for metrics as SageMaker does, and whether the server is alive after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rehearse.driving import Server, response, silent
from tests.rehearse.realtime_driving import RealTimeDriver, serve

from sagemaker_marketplace.rehearse.contract import realtime as limits
from sagemaker_marketplace.rehearse.observations import DROPPED, TIMED_OUT
from sagemaker_marketplace.rehearse.realtime.client import Scraped
from sagemaker_marketplace.rehearse.realtime_observations import Scrape

METRICS = b"# TYPE up gauge\nup 1\n"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (response(200, METRICS, b"Content-Type: text/plain"), Scrape(0, 200, "text/plain", METRICS)),
        (response(404), Scrape(0, 404)),
        (b"", Scrape(0, None, error=DROPPED)),
    ],
)
def test_metrics(tmp_path: Path, answer: bytes, expected: Scrape) -> None:
    with Server(serve(lambda _: None, answer)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.scrape()
        found = driver.until(Scraped)[1].scrape
    assert Scrape(0, found.status, found.content_type, found.body, found.error, found.is_alive) == expected
    assert found.seconds > 0


def test_metrics_without_an_end(tmp_path: Path) -> None:
    endless = response(200, b"x" * 400_000)
    with Server(serve(lambda _: None, endless)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.scrape()
        found = driver.until(Scraped)[1].scrape
    assert (found.status, found.error, found.body, found.is_alive) == (None, "too large", b"x" * (1 << 18), True)


def test_a_server_that_answers_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "METRICS_SECONDS", 0.3)
    monkeypatch.setattr(limits, "PING_SECONDS", 0.1)
    with Server(silent) as server, RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.scrape()
        found = driver.until(Scraped)[1].scrape
    assert (found.status, found.error, found.is_alive) == (None, TIMED_OUT, False)
