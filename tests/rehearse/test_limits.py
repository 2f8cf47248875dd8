"""CPUs and memory of the rehearsed container, from those of the instance type and of the engine's host."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sagemaker_marketplace.facts.facts import Size
from sagemaker_marketplace.rehearse.engine.limits import limits_for
from sagemaker_marketplace.rehearse.observations import Limits

GIB = 1 << 30
SIZE = Size(2, 8_192, 0, "", 0)


@pytest.mark.parametrize(
    ("cpus", "memory", "size", "expected"),
    [
        (4, 16 * GIB, SIZE, Limits(2, 8 * GIB, 2, 8 * GIB)),
        (1, 16 * GIB, SIZE, Limits(1, 8 * GIB, 2, 8 * GIB)),
        (4, 7 * GIB, SIZE, Limits(2, 7 * GIB, 2, 8 * GIB)),
        (4, 16 * GIB, None, Limits(4, 16 * GIB)),
    ],
)
def test_limits(cpus: int, memory: int, size: Size | None, expected: Limits) -> None:
    assert limits_for(SimpleNamespace(cpus=cpus, memory_bytes=memory), size) == expected
