"""Spans computed from events, and the format of durations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report.summary_streams import RUNS, TRAINING, TRANSFORM, N

from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.messages import duration
from sagemaker_marketplace.report.timeline import Span, spans


def rounded(timeline: list[Span]) -> list[Span]:
    return [replace(span, began=round(span.began, 1), ended=round(span.ended, 1)) for span in timeline]


def test_spans_of_a_complete_run() -> None:
    # The first one starts at 0, and stages are not drawn.
    assert rounded(spans(RUNS["success"])) == [
        Span(N, "image scan", "trees@sha256", 0.0, 300.0, "done"),
        Span(N, "training job", TRAINING, 360.0, 900.0, "done"),
        Span(N, "transform job", TRANSFORM, 960.0, 1500.0, "done"),
    ]


def test_states_of_a_failed_run() -> None:
    assert [(span.name, span.state) for span in spans(RUNS["failed-transform"])] == [
        ("trees@sha256", "done"),
        (TRAINING, "done"),
        (TRANSFORM, "failed"),
    ]


def test_an_active_span_ends_when_its_manifest_was_last_heard_of() -> None:
    stream: list[Event] = [
        events.StatusChanged("m", "training job", "j", "Training", 60.0),
        events.StatusChanged("n", "validation", "p", "InProgress", 500.0),
        events.Heartbeat("m", "InProgress", 400.0),
    ]
    assert spans(stream) == [Span("m", "training job", "j", 0.0, 340.0, "active")]


def test_a_watch_that_times_out_lasts_until_its_end() -> None:
    stream: list[Event] = [
        events.StageStarted("watch", "m", elapsed_seconds=10.0),
        events.StatusChanged("m", "training job", "j", "Training", 0.0),
        events.RunFailed("m", "timed out", 5),
        events.StageFinished("watch", "m", False, elapsed_seconds=70.0),
    ]
    assert spans(stream) == [Span("m", "training job", "j", 0.0, 60.0, "active")]


def test_a_job_lasts_from_when_it_was_seen_until_its_end_was_seen() -> None:
    stream: list[Event] = [
        events.StatusChanged("m", "transform job", "j", "InProgress", 30.0),
        events.StatusChanged("m", "transform job", "j", "Completed", 90.0),
        events.JobFinished("m", "transform", "j", "Completed", 0.0, 300.0),
    ]
    assert spans(stream) == [Span("m", "transform job", "j", 0.0, 60.0, "done")]


@pytest.mark.parametrize(
    "before", [[], [events.StatusChanged("m", "transform job", "j", "Stopped", -180.0)]], ids=["not seen", "end seen"]
)
def test_the_billed_time_of_a_job_that_was_not_seen_before_its_end(before: list[Event]) -> None:
    stream: list[Event] = [*before, events.JobFinished("m", "transform", "j", "Stopped", -300.0, 120.0)]
    assert spans(stream) == [Span("m", "transform job", "j", 0.0, 120.0, "failed")]


def test_no_spans_without_times() -> None:
    assert spans([events.StageStarted("check", "m"), events.StageFinished("check", "m", True)]) == []


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.4, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (3661, "1 h 1 min"),
        (90_000, "1 d 1 h"),
        (86_400, "1 d"),
    ],
)
def test_format_of_a_duration(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected
