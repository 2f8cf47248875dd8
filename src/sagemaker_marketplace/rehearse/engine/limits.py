"""CPUs and memory of the rehearsed container."""

from __future__ import annotations

from typing import Protocol

from ...facts.facts import Size
from ..observations import Limits


class Host(Protocol):
    """What an engine's host has (`engine.Engine`)."""

    cpus: int
    memory_bytes: int


def limits_for(host: Host, size: Size | None) -> Limits:
    """The CPUs and memory of an instance type, or those of the engine's host if it has less or the size is not known.

    A container in SageMaker gets a little less memory than the instance has; how much is not documented.
    """
    if size is None:
        return Limits(host.cpus, host.memory_bytes)
    memory = size.memory_mib * 1024**2
    return Limits(min(host.cpus, size.vcpus), min(host.memory_bytes, memory), size.vcpus, memory)
