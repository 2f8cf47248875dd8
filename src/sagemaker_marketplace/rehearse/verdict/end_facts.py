"""How the container's program ended: its exit code, and whether the memory was used up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...diagnosis.causes import Observed
from ..observations import ContainerObservations, End

# Signals that known causes are about, as exit codes (128 plus the signal's number), and those of shells.
_KNOWN_CODES = (126, 127, 132, 134, 135, 136, 139)
_SIGNALS = range(129, 193)
# An instruction that the processor does not have: that is decided by the instance type.
_ILLEGAL_INSTRUCTION = 132
_GIB = 1024**3


def facts(observations: ContainerObservations[Any]) -> Iterator[Observed]:
    """Yield the facts about an end that the rehearsal did not cause, and about processes that the kernel killed."""
    end = observations.end
    itself = end if end and end.is_own else None
    if observations.out_of_memory_events or (end and end.out_of_memory):
        yield _out_of_memory(observations, is_program=itself is not None and itself.out_of_memory)
    if itself and not itself.out_of_memory:
        yield from _exit_code(observations, itself)


def _exit_code(observations: ContainerObservations[Any], end: End) -> Iterator[Observed]:
    code, job = str(end.exit_code), observations.job
    evidence = exit_evidence(end)
    if end.exit_code in _KNOWN_CODES:
        path = job.instance_type_path if end.exit_code == _ILLEGAL_INSTRUCTION else job.image_path
        yield Observed(f"exit-code-{code}", evidence, {"code": code, "type": job.instance_type}, path)
    elif end.exit_code in _SIGNALS:
        yield Observed("exit-code-signal", evidence, {"code": code})
    elif end.during == "training":
        return
    elif end.exit_code == 0:
        yield Observed("ended-without-error", evidence)
    elif end.during == "requests":
        yield Observed("ended-on-request", evidence, {"code": code})
    else:
        yield Observed("exit-code", evidence, {"code": code})


def exit_evidence(end: End) -> str:
    """Return how a program ended, in words."""
    return f"exit code {end.exit_code} after {end.seconds:.1f} s"


def is_reported(end: End) -> bool:
    """Whether a program ended with an exit code that it has chosen, or a shell, not by a signal or for memory."""
    return not end.out_of_memory and end.exit_code not in (0, *_SIGNALS)


def _out_of_memory(observations: ContainerObservations[Any], is_program: bool) -> Observed:
    limits, instance_type = observations.limits, observations.job.instance_type
    size = limits.instance_memory_bytes
    evidence = "the kernel killed a process for memory" + (", the container's first one" if is_program else "")
    values = {"limit": gib(limits.memory_bytes), "type": instance_type, "size": gib(size or 0)}
    if size is not None and limits.memory_bytes < size:
        return Observed("machine-memory", evidence, values)
    return Observed("process-killed" if is_program else "worker-killed", evidence, values)


def gib(size: int) -> str:
    """Return a size in bytes as GiB."""
    return f"{size / _GIB:.1f}".removesuffix(".0") + " GiB"
