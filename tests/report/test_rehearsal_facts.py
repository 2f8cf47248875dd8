"""The measurements of a rehearsal by label: only what is known."""

from __future__ import annotations

from typing import Any

import pytest
from tests.report.rehearsal_streams import M, measured

from sagemaker_marketplace.report import rehearsals

ALL = {
    "Image": "churn-scorer:dev",
    "Limits": "ml.m5.large (2 vCPU, 8 GiB)",
    "Start": "310 ms, first ping 421 ms later",
    "Requests": "14, p50 12 ms, p95 20 ms",
    "Memory": "212 MiB (highest sample)",
    "Records": "18 in, 18 out",
}


def without(*labels: str, **changed: str) -> dict[str, str]:
    return {label: text for label, text in {**ALL, **changed}.items() if label not in labels}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ALL),
        ({"highest_memory_bytes": None}, without("Memory")),
        ({"highest_memory_bytes": 0}, without("Memory")),
        ({"records_in": None}, without(Records="18 out")),
        ({"records_in": 0, "records_out": None}, without(Records="0 in")),
        ({"records_in": None, "records_out": None}, without("Records")),
        ({"requests": 0, "p50_seconds": None}, without("Requests")),
        ({"requests": 1}, without(Requests="1, 12 ms")),
        ({"requests": 1000, "p95_seconds": None}, without(Requests="1,000")),
        ({"start_seconds": None}, without(Start="first ping 421 ms later")),
        ({"first_ping_seconds": None}, without(Start="310 ms")),
        ({"start_seconds": None, "first_ping_seconds": None}, without("Start")),
    ],
)
def test_facts(values: dict[str, Any], expected: dict[str, str]) -> None:
    assert rehearsals.facts(measured(M, **values)) == expected


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ([], ""),
        (["out/data/a", "out/data/b.out"], "2 files in out/data"),
        (["out/a/b", "out/c/d"], "2 files in out"),
        (["a", "b"], "2 files in ."),
        ([f"out/{number}" for number in range(1000)], "1,000 files in out"),
    ],
)
def test_saved_files(files: list[str], text: str) -> None:
    assert rehearsals.saved(measured(M, saved_files=files)) == text
