"""Spans computed from events, and the format of durations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report.summary_streams import RUNS, TRAINING, TRANSFORM, N

from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.messages import duration
from sagemaker_marketplace.report.timeline import Span, spans

STAGES = [
    Span(N, "stage", "plan", 0.0, 2.9, "done"),
    Span(N, "stage", "preflight", 2.9, 8.9, "done"),
    Span(N, "stage", "create", 8.9, 10.9, "done"),
]


def rounded(timeline: list[Span]) -> list[Span]:
    return [replace(span, began=round(span.began, 1), ended=round(span.ended, 1)) for span in timeline]


def test_spans_of_a_complete_run() -> None:
    # The check took a tenth of a second, which is too short to be drawn. A job's own times replace those of the polls.
    assert rounded(spans(RUNS["success"])) == [
        *STAGES,
        Span(N, "stage", "watch", 10.9, 1570.9, "done"),
        Span(N, "image scan", "trees@sha256", 10.9, 310.9, "done"),
        Span(N, "validation", "profile", 310.9, 1570.9, "done"),
        Span(N, "training job", TRAINING, 340.9, 910.9, "done"),
        Span(N, "transform job", TRANSFORM, 960.9, 1510.9, "done"),
    ]


def test_states_of_a_failed_run() -> None:
    assert [(span.name, span.state) for span in spans(RUNS["failed-transform"])] == [
        ("plan", "done"),
        ("preflight", "done"),
        ("create", "done"),
        ("watch", "failed"),
        ("trees@sha256", "done"),
        ("profile", "failed"),
        (TRAINING, "done"),
        (TRANSFORM, "failed"),
    ]


def test_after_a_timeout_active_spans_end_at_the_last_event() -> None:
    ongoing = [span for span in rounded(spans(RUNS["timed-out"])) if span.state == "active"]
    assert ongoing == [
        Span(N, "stage", "watch", 10.9, 90010.9, "active"),
        Span(N, "validation", "profile", 310.9, 90010.9, "active"),
    ]


def test_a_failed_stage_ends_with_the_next_event() -> None:
    stream: list[Event] = [
        events.StageStarted("plan", "m", elapsed_seconds=1.0),
        events.RunFailed("m", "no", 3),
        events.StageStarted("plan", "n", elapsed_seconds=5.0),
        events.StageFinished("plan", "n", True, elapsed_seconds=7.0),
    ]
    assert spans(stream) == [
        Span("m", "stage", "plan", 0.0, 6.0, "failed"),
        Span("n", "stage", "plan", 4.0, 6.0, "done"),
    ]


def test_without_stage_times_a_watch_lasts_until_its_last_status() -> None:
    stream: list[Event] = [
        events.StageStarted("check", "m"),
        events.StageFinished("check", "m", True),
        events.StageStarted("watch", "m"),
        events.StatusChanged("m", "validation", "p", "InProgress", 0.0),
        events.StatusChanged("m", "validation", "p", "Completed", 60.0),
        events.StageFinished("watch", "m", True),
    ]
    assert spans(stream) == [
        Span("m", "stage", "watch", 0.0, 60.0, "done"),
        Span("m", "validation", "p", 0.0, 60.0, "done"),
    ]


def test_a_job_that_started_before_the_watch() -> None:
    stream: list[Event] = [events.JobFinished("m", "transform", "j", "Stopped", -300.0, 120.0)]
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
