"""The example product: a manifest without findings, and a server that answers as SageMaker asks for."""

from __future__ import annotations

import http.client
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.examples.servers import CSV, JSON, ROUTES, connected, invoke, status_of

from sagemaker_marketplace.cli import main

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "examples" / "churn-scorer"
ROW, SCORE = "31,77.23,0,77", "0.686857"


def test_the_check_of_the_manifest_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code = main.run(["check", str(PRODUCT / "sagemaker-marketplace.yaml"), "--var", "VERSION=v1.0.0"])
    assert (code, *capsys.readouterr()) == (0, "1 manifest checked: 0 errors, 0 warnings\n", "")


@pytest.fixture(scope="module")
def connection() -> Iterator[http.client.HTTPConnection]:
    """Return a connection to the example's server, with the example's model."""
    modules = set(sys.modules)
    sys.path.insert(0, str(PRODUCT / "app"))
    server = importlib.import_module("serve").Server(importlib.import_module("model").load(PRODUCT / "model"), 0)
    with connected(server) as client:
        yield client
    sys.path.remove(str(PRODUCT / "app"))
    for name in {"serve", "model", "content"} - modules:
        del sys.modules[name]


def instances(*rows: object) -> str:
    return json.dumps({"instances": rows})


@pytest.mark.parametrize(
    ("body", "headers", "status", "content_type", "answer"),
    [
        (ROW, CSV, 200, "text/csv", SCORE),
        (f"{ROW}\n", CSV, 200, "text/csv", SCORE),
        (f"{ROW}\r\n\r\n61,80.70,0,1\r\n", CSV, 200, "text/csv", f"{SCORE}\n0.020759"),
        (ROW, {"Content-Type": "Text/CSV; charset=utf-8"}, 200, "text/csv", SCORE),
        (ROW, CSV | {"Accept": "*/*"}, 200, "text/csv", SCORE),
        (ROW, CSV | {"Accept": "application/json"}, 200, "application/json", f'{{"predictions": [{SCORE}]}}'),
        (instances([31, 77.23, 0, 77]), JSON, 200, "application/json", f'{{"predictions": [{SCORE}]}}'),
        (instances([31, "77.23", 0, 77]), JSON | {"Accept": "text/csv"}, 200, "text/csv", SCORE),
        (instances([0, 1e308, 0, 0]), JSON | {"Accept": "text/csv"}, 200, "text/csv", "1.000000"),
        ("", CSV, 200, "text/csv", ""),
        (ROW, {"Content-Type": "text/html"}, 415, "text/plain", None),
        (ROW, CSV | {"Accept": "text/html"}, 415, "text/plain", None),
        ("31,77.23,0", CSV, 400, "text/plain", None),
        ("31,77.23,0,nan", CSV, 400, "text/plain", None),
        ("31,77.23,0,never", CSV, 400, "text/plain", None),
        (instances([31, 77.23, True, 77]), JSON, 400, "text/plain", None),
        (instances([31, 77.23, None, 77]), JSON, 400, "text/plain", None),
        (instances(31), JSON, 400, "text/plain", None),
        ("[1]", JSON, 400, "text/plain", None),
        ("{", JSON, 400, "text/plain", None),
    ],
)
def test_the_server_answers(
    connection: http.client.HTTPConnection,
    body: str,
    headers: dict[str, str],
    status: int,
    content_type: str,
    answer: str | None,
) -> None:
    """`answer` None: a message."""
    *seen, text = invoke(connection, body, headers)
    assert seen == [status, content_type], text
    assert text == answer if answer is not None else text.endswith("\n")


@pytest.mark.parametrize(("path", "status"), ROUTES)
def test_the_server_has_the_routes_of_sagemaker(connection: http.client.HTTPConnection, path: str, status: int) -> None:
    assert status_of(connection, path) == status


def test_the_expected_output_is_that_of_the_model(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/invocations", (PRODUCT / "validation/input/customers.csv").read_bytes(), CSV)
    expected = (PRODUCT / "validation/output/customers.csv.out").read_text()
    assert connection.getresponse().read().decode() + "\n" == expected
