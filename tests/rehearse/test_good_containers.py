"""Good containers have no findings; a server of other people's making has exactly its two."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rehearse.observed import GIB, exchange, failed, found, image, parameters, ping, ready, without_newline

from sagemaker_marketplace.rehearse.observations import End, Limits

SHELL = ("/bin/sh", "-c", "python3 app.py")
JSON = "application/json"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"pings": [ping(body=b'{"status": "Healthy"}')]},
        {"parameters": parameters(b"", 404)},
        {"parameters": parameters(b"", 405)},
        {"parameters": parameters(b"", 500)},
        {"parameters": parameters(b'{"MaxConcurrentTransforms": 4, "BatchStrategy": "MULTI_RECORD"}')},
        {"parameters": parameters(b'{"BatchStrategy": "MultiRecord"}'), "job": {"batch_strategy": "MultiRecord"}},
        {"parameters": None},
        {"exchanges": [exchange(content_type="text/csv; charset=utf-8")]},
        {"exchanges": [exchange(content_type="Text/CSV")]},
        {"exchanges": [exchange(content_type="", answer_records=None)]},
        {"exchanges": [exchange(204, content_type="text/html", answer_records=None)]},
        {"exchanges": [exchange(head=b"error rate,0.1\nfailed,0.2\nException,1\n")]},
        {"exchanges": [exchange(head=b'{"error": null, "predictions": [1, 2, 3]}')]},
        {"exchanges": [exchange(head=b'{"errors": 0.1, "score": 1}')]},
        {"exchanges": [exchange(head=b'{"error": ')]},
        {"exchanges": [exchange(answer_records=4)]},
        {"exchanges": [exchange(answer_records=6)], "small_exchanges": [exchange(records=2, answer_records=4)]},
        {"exchanges": [exchange(records=None)], "job": {"split_type": ""}},
        {"exchanges": [without_newline(0), without_newline(1)]},
        {"exchanges": [without_newline(0)], "job": {"assemble_with": ""}},
        {"exchanges": [exchange(), exchange(number=1)], "job": {"assemble_with": "None"}},
        {"exchanges": [without_newline(0), exchange(number=0, answer_bytes=0)], "job": {"assemble_with": ""}},
        {"exchanges": [exchange(head=b"0.1\n", answer_bytes=5000), exchange(number=1)], "job": {"assemble_with": ""}},
        {"exchanges": [exchange(seconds=1.9), exchange(number=1, seconds=0.01)]},
        {"exchanges": [exchange(seconds=30.0), exchange(number=1, seconds=10.0)]},
        {"exchanges": [exchange(seconds=30.0), exchange(number=1, seconds=0.1, request_bytes=100)]},
        {"exchanges": [exchange(seconds=30.0)]},
        {
            "exchanges": [exchange(seconds=30.0)],
            "small_exchanges": [exchange(records=2, answer_records=2, seconds=9.0)],
        },
        {"small_exchanges": [exchange(records=2, answer_records=2), exchange(number=1, records=1, answer_records=1)]},
        {"small_exchanges": [exchange(records=1, answer_records=1, seconds=60.0)]},
        {"unterminated": exchange(records=1, answer_records=1)},
        {"unterminated": exchange(500, records=1)},
        {"image": image(*SHELL)},
        {"end": End(0, "stop", 9.0)},
        {"end": End(137, "abort", 1.0, was_killed=True)},
        {"limits": Limits(2, 7 * GIB, 4, 8 * GIB)},
        {"limits": Limits(8, 32 * GIB, 4, 8 * GIB)},
    ],
)
def test_a_good_container_has_no_findings(fields: dict[str, Any]) -> None:
    assert found(ready(**fields)) == []


def test_a_container_that_was_never_ready_has_no_findings() -> None:
    assert found(failed()) == []


def test_the_server_of_mlflow_has_two_findings() -> None:
    observations = ready(
        pings=[ping(body=b"\n")],
        exchanges=[exchange(content_type=JSON, answer_records=2, head=b'{"predictions": [1.0, 2.0]}')],
        small_exchanges=[
            exchange(content_type=JSON, records=2, answer_records=1),
            exchange(400, 1, records=1),
        ],
        unterminated=exchange(400, records=1),
    )
    assert [line.split()[:3] for line in found(observations)] == [
        ["10", "warning", "answer-content-type:"],
        ["25", "warning", "record-count:"],
    ]
