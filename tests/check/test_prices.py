"""make_prices.py with a price list in AWS's layout, served by a local server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from scripts import make_prices

RECORDED = {"_provenance": {"date": "2025-06-16", "what": "w", "sources": ["s"]}, "usd_per_hour": {"ml.m5.large": 0.1}}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@pytest.fixture
def prices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one price list, which the script updates."""
    folder = tmp_path / "prices"
    folder.mkdir()
    (folder / "us-east-1.json").write_text(json.dumps(RECORDED))
    monkeypatch.setattr(make_prices, "PRICES", folder)
    return folder


@pytest.fixture
def offers(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    folder = tmp_path / "offers" / "us-east-1"
    folder.mkdir(parents=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder.parent))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield folder / "index.json", f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def product(usage: str, price: str) -> tuple[dict[str, Any], dict[str, Any]]:
    dimension = {"priceDimensions": {"r": {"unit": "Hrs", "pricePerUnit": {"USD": price}}}}
    return {"attributes": {"usagetype": usage}}, {"t": dimension}


def offer(*products: tuple[str, str]) -> dict[str, Any]:
    by_sku = {f"SKU{number}": product(*price) for number, price in enumerate(products)}
    terms = {"OnDemand": {sku: term for sku, (_, term) in by_sku.items()}}
    return {"products": {sku: attributes for sku, (attributes, _) in by_sku.items()}, "terms": terms}


def test_new_prices_are_written_and_shown(
    prices: Path, offers: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    listed = [("USE1-Train:ml.m5.large", "0.12"), ("Host:ml.m5.large", "0.13"), ("USE1-Tsform:ml.c5.xlarge", "0.2")]
    offers[0].write_text(json.dumps(offer(*listed, ("USE1-Notebk:ml.t3.large", "9"), ("Train:ml.g5.xlarge", "0"))))
    make_prices.main(offers[1])
    written = json.loads((prices / "us-east-1.json").read_text())
    assert written["usd_per_hour"] == {"ml.c5.xlarge": 0.2, "ml.m5.large": 0.12}
    assert written["_provenance"]["sources"] == ["AWS's public price list of AmazonSageMaker"]
    printed = capsys.readouterr().out
    assert '+  "ml.m5.large": 0.12' in printed
    make_prices.main(offers[1])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"products": {}, "terms": {"OnDemand": {}}}', None])
def test_an_unavailable_price_list_changes_nothing(
    prices: Path, offers: tuple[Path, str], capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    if content is not None:
        offers[0].write_text(content)
    make_prices.main(offers[1])
    assert json.loads((prices / "us-east-1.json").read_text()) == RECORDED
    assert capsys.readouterr().out.startswith("prices stay as recorded from us-east-1 on: ")
