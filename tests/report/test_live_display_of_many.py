"""The live display of many manifests: counts, the worst rows, and never more lines than the terminal has."""

from __future__ import annotations

import pytest
from tests.report import many_streams
from tests.report.test_live_display import Time, drawn, state_after

from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats._live_state import State

NAMES = tuple(f"p{number:03}.yaml" for number in range(500))
RUNNING: list[Event] = [
    events.ManifestsFound(NAMES),
    *(events.StageStarted("watch", name) for name in NAMES[:100]),
    *(events.OutputChanged(name, "status", "Completed") for name in NAMES[:50]),
    *(events.RunFailed(name, "it failed", 4, causes=(many_streams.CAUSE,)) for name in NAMES[50:53]),
    events.StatusChanged(NAMES[53], "transform job", "j", "InProgress", 0.0),
]


def test_counts_and_the_worst_rows() -> None:
    time = Time()
    state = state_after(RUNNING, time, "watch")
    time.now += 125
    assert drawn(state) == [
        "⠋ 0:02:05  500 manifests: 3 failed, 47 running, 400 waiting, 50 completed",
        *(f"  failed     {name}  GET /ping never returned 200" for name in NAMES[50:53]),
        "  running    p053.yaml  transform job: InProgress (2 min 5 s)",
        *(f"  running    {name}" for name in NAMES[54:67]),
        "  and 433 more",
    ]


@pytest.mark.parametrize("height", [1, 2, 5, 10, 24, 200])
def test_the_display_is_limited_to_the_height_of_the_terminal_after_each_resize(height: int) -> None:
    sizes = [24]
    state = State(Time(), "watch", height=lambda: sizes[0])
    for event in RUNNING:
        state.add(event)
    assert len(drawn(state)) == 22
    sizes[0] = height
    # The counts, one row and the number of the others are always drawn.
    assert len(drawn(state)) == min(22, max(3, height - 1))


def test_nothing_is_drawn_when_all_have_ended() -> None:
    ended: list[Event] = [events.OutputChanged(name, "status", "Completed") for name in NAMES]
    assert drawn(state_after([events.ManifestsFound(NAMES), *ended], Time(), "watch")) == [""]
