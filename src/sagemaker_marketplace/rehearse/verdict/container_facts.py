"""What the container of a rehearsal lacks, whatever its job: a network, more shared memory, a GPU."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...diagnosis.causes import Observed
from ...facts.facts import GPU, Facts
from ..observations import ContainerObservations

_SHOWN = 200


def facts(observations: ContainerObservations[Any]) -> Iterator[Observed]:
    """Yield that the container tried to use the network, and what it lacks; that only explains what its log shows."""
    job = observations.job
    if observations.host_names or observations.network_attempts:
        yield _network(observations)
    yield Observed("shared-memory", "", {}, job.image_path)
    yield Observed("shared-memory-full", "", {}, job.image_path)
    if Facts().accelerator(job.instance_type) == GPU:
        yield Observed("gpu-not-rehearsed", "", {"type": job.instance_type})


def _network(observations: ContainerObservations[Any]) -> Observed:
    hosts = ", ".join(dict.fromkeys(name[:_SHOWN] for name in observations.host_names[:3]))
    counted = f"{observations.network_attempts} packets that had no route"
    evidence = f"the container looked up {hosts}" if hosts else counted
    return Observed("network-attempted", evidence, {"hosts": hosts or "to an address"})
