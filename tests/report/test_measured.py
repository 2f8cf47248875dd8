"""Training jobs and real-time inference in words: only what is known, and the labels of several jobs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.report.algorithm_streams import real_time, training, transform

from sagemaker_marketplace.report import measured, rehearsals, trainings
from sagemaker_marketplace.report import real_time as endpoints
from sagemaker_marketplace.report.quantities import Measured

NAN = float("nan")
METRICS = tuple((f"m{number}", float(number)) for number in range(8))


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "passed (8.1 s, model: 4 KiB in 2 files, validation:auc 0.9312, train:loss without value)"),
        ({"metrics": ()}, "passed (8.1 s, model: 4 KiB in 2 files)"),
        ({"metrics": (("loss", NAN),)}, "passed (8.1 s, model: 4 KiB in 2 files, loss nan)"),
        (
            {"metrics": METRICS},
            "passed (8.1 s, model: 4 KiB in 2 files, m0 0, m1 1, m2 2, m3 3, m4 4, m5 5, and 2 more)",
        ),
        ({"metrics": (), "model_files": 0}, "passed (8.1 s, model: no files)"),
        ({"metrics": (), "model_files": 1, "model_bytes": 1024}, "passed (8.1 s, model: 1 KiB in 1 file)"),
        ({"metrics": (), "model_files": None}, "passed (8.1 s, model: 4 KiB)"),
        ({"succeeded": False, "model_bytes": None, "model_files": None}, "failed (8.1 s, validation:auc 0.9312)"),
        ({"succeeded": False, "seconds": None, "metrics": (), "model_bytes": None, "model_files": None}, "failed"),
    ],
)
def test_a_training_job_in_one_line(values: dict[str, Any], line: str) -> None:
    assert trainings.line(training(**values)) == line


@pytest.mark.parametrize(("value", "expected"), [(0.93123, 0.93123), (None, None), (NAN, None), (-float("inf"), None)])
def test_metrics_in_json(value: float | None, expected: float | None) -> None:
    assert trainings.data(training(metrics=(("auc", value),)))["metrics"] == {"auc": expected}


@pytest.mark.parametrize(
    ("values", "facts"),
    [
        (
            {},
            {
                "Streaming": "5 chunks, the first after 12 ms",
                "WebSocket": "rehearsed",
                "Metrics for buyers": "requests_total, latency_seconds",
                "Metering": "40 inference.count in 20 responses, 40 records",
            },
        ),
        ({"chunks": 0, "metric_names": (), "metered_responses": 0, "is_bidirectional": False}, {}),
        (
            {
                "chunks": 1,
                "first_chunk_seconds": None,
                "metric_names": tuple(f"m{number}" for number in range(12)),
                "metered_units": (("inference.count", 1.5), ("tokens", 12345.0)),
                "metered_responses": 1,
                "metered_records": None,
                "is_bidirectional": False,
            },
            {
                "Streaming": "1 chunk",
                "Metrics for buyers": "m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, and 2 more",
                "Metering": "1.5 inference.count, 12,345 tokens in 1 response",
            },
        ),
    ],
)
def test_what_buyers_get(values: dict[str, Any], facts: dict[str, str]) -> None:
    assert endpoints.facts(real_time(**values)) == facts


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "20 requests, p50 3.1 ms, p95 5.0 ms"),
        ({"requests": 1}, "1 request, 3.1 ms"),
        ({"requests": 3, "p50_seconds": None}, "3 requests"),
        ({"requests": 0, "p50_seconds": None}, "no requests"),
    ],
)
def test_an_endpoint_in_one_line(values: dict[str, Any], line: str) -> None:
    assert endpoints.line(real_time(**values)) == line


@pytest.mark.parametrize(
    ("jobs", "is_before_create", "labels"),
    [
        ([transform()], True, ["Rehearsal"]),
        ([transform(), replace(transform(), profile="b")], False, ["profile-0", "b"]),
        ([training(), transform()], False, ["Training", "Transform"]),
        ([training(), transform()], True, ["Rehearsed training", "Rehearsed transform"]),
        (
            [training(), transform(), replace(training(), profile="b"), replace(transform(), profile="b")],
            False,
            ["profile-0 training", "profile-0", "b training", "b"],
        ),
        ([training()], False, ["Image", "Limits", "Start", "Training", "Memory", "Model", "Metrics"]),
        ([], True, []),
    ],
)
def test_labels(jobs: list[Measured], is_before_create: bool, labels: list[str]) -> None:
    assert list(measured.facts(jobs, is_before_create)) == labels


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {},
            "real time p50 3.1 ms, p95 5.0 ms over 20 requests; batch 85 records per second over 14 requests of up to "
            "6 records; on ml.m5.large limits (2 vCPU, 8 GiB), measured locally",
        ),
        (
            {"records_per_second": None, "requests_per_second": None},
            "real time p50 3.1 ms, p95 5.0 ms over 20 requests; batch p50 12 ms, p95 20 ms over 14 requests of up to "
            "6 records; on ml.m5.large limits (2 vCPU, 8 GiB), measured locally",
        ),
        ({"succeeded": False}, ""),
    ],
)
def test_the_sentence_for_the_listing_has_the_latency_in_real_time(change: dict[str, Any], sentence: str) -> None:
    assert rehearsals.sentence(replace(transform(), **change), real_time()) == sentence


def test_only_one_sentence_for_the_listing_has_the_latency_in_real_time() -> None:
    second = replace(transform(), profile="b")
    assert measured.listings([training(), transform(), real_time(), second]) == [
        "",
        rehearsals.sentence(transform(), real_time()),
        "",
        rehearsals.sentence(second),
    ]
