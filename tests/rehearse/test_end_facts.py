"""Facts about the end of the container's program: exit codes, signals, memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.rehearse.jobs import PATH, observations

from sagemaker_marketplace.diagnosis.causes import Observed
from sagemaker_marketplace.rehearse.observations import End, Limits
from sagemaker_marketplace.rehearse.verdict import end_facts

GIB = 1 << 30
IMAGE = ("spec", "InferenceSpecification", "Containers", 0, "Image")
INSTANCE_TYPE = (*PATH, "TransformResources", "InstanceType")


def exit_code(code: int, **fields: Any) -> Observed:
    path = INSTANCE_TYPE if code == 132 else IMAGE
    values = {"code": str(code), "type": "ml.m5.large"}
    return Observed(f"exit-code-{code}", f"exit code {code} after 1.2 s", values, path, **fields)


@pytest.mark.parametrize(
    ("code", "during", "expected"),
    [
        *((code, "start", exit_code(code)) for code in (126, 127, 132, 134, 135, 136, 139)),
        (139, "requests", exit_code(139)),
        (128, "start", Observed("exit-code", "exit code 128 after 1.2 s", {"code": "128"})),
        (129, "start", Observed("exit-code-signal", "exit code 129 after 1.2 s", {"code": "129"})),
        (192, "requests", Observed("exit-code-signal", "exit code 192 after 1.2 s", {"code": "192"})),
        (193, "requests", Observed("ended-on-request", "exit code 193 after 1.2 s", {"code": "193"})),
        (0, "start", Observed("ended-without-error", "exit code 0 after 1.2 s")),
        (0, "requests", Observed("ended-without-error", "exit code 0 after 1.2 s")),
        (1, "requests", Observed("ended-on-request", "exit code 1 after 1.2 s", {"code": "1"})),
        (1, "start", Observed("exit-code", "exit code 1 after 1.2 s", {"code": "1"})),
        # The rehearsal itself ended it.
        (1, "stop", None),
        (143, "abort", None),
    ],
)
def test_exit_codes(code: int, during: str, expected: Observed | None) -> None:
    found = list(end_facts.facts(observations(end=End(code, during, 1.24))))
    assert found == ([expected] if expected else [])


KILLED = "the kernel killed a process for memory"
FIRST = f"{KILLED}, the container's first one"
OWN = {"limit": "1 GiB", "type": "ml.m5.large", "size": "1 GiB"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"end": None}, []),
        ({"out_of_memory_events": 1, "end": None}, [Observed("worker-killed", KILLED, OWN)]),
        ({"end": End(137, "requests", 1.24, out_of_memory=True)}, [Observed("process-killed", FIRST, OWN)]),
        ({"end": End(137, "stop", 1.24, out_of_memory=True)}, [Observed("worker-killed", KILLED, OWN)]),
        (
            {"end": End(1, "start", 1.24), "out_of_memory_events": 2},
            [
                Observed("worker-killed", KILLED, OWN),
                Observed("exit-code", "exit code 1 after 1.2 s", {"code": "1"}),
            ],
        ),
        (
            {"out_of_memory_events": 1, "limits": Limits(2, 3 * GIB // 2, 2, 8 * GIB)},
            [Observed("machine-memory", KILLED, {"limit": "1.5 GiB", "type": "ml.m5.large", "size": "8 GiB"})],
        ),
        (
            {"out_of_memory_events": 1, "limits": Limits(2, GIB)},
            [Observed("worker-killed", KILLED, {**OWN, "size": "0 GiB"})],
        ),
    ],
)
def test_memory(fields: Mapping[str, Any], expected: list[Observed]) -> None:
    seen = observations(**{"limits": Limits(2, GIB, 2, GIB), **fields})
    assert list(end_facts.facts(seen)) == expected
