"""When a program counts as idle."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.rehearse.training.idleness import Idleness


@pytest.mark.parametrize(
    ("used", "idle_at"),
    [
        ([0.0] * 30, 10),
        ([5.0] * 30, 10),
        # 0.02 seconds per second, as by a program that checks for a file.
        ([second * 0.02 for second in range(30)], 10),
        ([second * 0.2 for second in range(30)], None),
        ([0.0] * 5 + [1.0] * 25, 15),
        ([None] * 3 + [2.0] * 27, 13),
        ([None] * 30, None),
    ],
)
def test_a_program_that_hardly_uses_the_cpu_is_idle(used: list[float | None], idle_at: int | None) -> None:
    second = 0
    idleness = Idleness(lambda: used[second], lambda: float(second), 10)
    found = None
    for second in range(30):
        if idleness.is_idle() and found is None:
            found = second
    assert found == idle_at
