"""What the engine's answers about a container mean: memory, and its timestamps."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.rehearse.engine.container import seconds_between, used_cpu, used_memory


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        ({"usage": 1_000, "stats": {"total_inactive_file": 300, "inactive_file": 1}}, 700),  # cgroup v1
        ({"usage": 1_000, "stats": {"inactive_file": 400}}, 600),  # cgroup v2
        ({"usage": 1_000, "stats": {}}, 1_000),
        ({"usage": 1_000}, 1_000),
        ({"usage": 0}, None),
        ({}, None),
        (None, None),
    ],
)
def test_used_memory(memory: Any, expected: int | None) -> None:
    assert used_memory({"memory_stats": memory}) == expected


@pytest.mark.parametrize(
    ("started", "finished", "expected"),
    [
        ("2026-11-29T00:31:46.627262867Z", "2026-11-29T00:31:48.127262999Z", 1.5),
        ("2026-11-29T23:59:59.9Z", "2026-11-30T00:00:01Z", 1.1),  # zeros at the end are omitted
        ("2026-11-29T00:31:46.5+00:00", "2026-11-29T00:31:47.25+00:00", 0.75),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", 0),
        ("2026-11-29T00:31:46Z", "0001-01-01T00:00:00Z", 0),
    ],
)
def test_seconds_between(started: str, finished: str, expected: float) -> None:
    assert seconds_between(started, finished) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("statistics", "expected"),
    [
        ({"cpu_stats": {"cpu_usage": {"total_usage": 1_500_000_000, "percpu_usage": [1]}}}, 1.5),
        # A container that has ended.
        ({"cpu_stats": {"cpu_usage": {"total_usage": 0}}}, None),
        ({"cpu_stats": {}}, None),
        ({"cpu_stats": None}, None),
        ({}, None),
    ],
)
def test_used_cpu(statistics: Any, expected: float | None) -> None:
    assert used_cpu(statistics) == expected
