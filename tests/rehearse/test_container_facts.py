"""Facts about what the container of a rehearsal lacks: a network, more shared memory, a GPU."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.rehearse.jobs import job, observations

from sagemaker_marketplace.diagnosis.causes import Observed
from sagemaker_marketplace.rehearse.verdict import container_facts

IMAGE = ("spec", "InferenceSpecification", "Containers", 0, "Image")
ALWAYS = [Observed("shared-memory", "", {}, IMAGE), Observed("shared-memory-full", "", {}, IMAGE)]


def facts(**fields: Any) -> list[Observed]:
    return list(container_facts.facts(observations(**fields)))


def test_a_gpu_is_not_rehearsed() -> None:
    assert facts() == ALWAYS
    gpu = Observed("gpu-not-rehearsed", "", {"type": "ml.g4dn.xlarge"})
    assert facts(transform_job=job(instance_type="ml.g4dn.xlarge")) == [*ALWAYS, gpu]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"host_names": ["a.example", "b.example", "a.example", "c.example"], "network_attempts": 4},
            Observed(
                "network-attempted",
                "the container looked up a.example, b.example",
                {"hosts": "a.example, b.example"},
            ),
        ),
        (
            {"host_names": ["x" * 201]},
            Observed("network-attempted", f"the container looked up {'x' * 200}", {"hosts": "x" * 200}),
        ),
        (
            {"network_attempts": 1},
            Observed("network-attempted", "1 packets that had no route", {"hosts": "to an address"}),
        ),
    ],
)
def test_network_use(fields: Mapping[str, Any], expected: Observed) -> None:
    assert facts(**fields) == [expected, *ALWAYS]
    assert facts(first_ping_seconds=None, **fields) == [expected, *ALWAYS]
