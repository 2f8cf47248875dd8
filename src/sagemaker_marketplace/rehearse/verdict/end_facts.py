"""How the container's program ended: its exit code, and whether the memory was used up."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnosis.causes import Observed
from ..observations import End, Observations

# Signals that known causes are about, as exit codes (128 plus the signal's number), and those of shells.
_KNOWN_CODES = (126, 127, 132, 134, 135, 136, 139)
_SIGNALS = range(129, 193)
_GIB = 1024**3


def facts(observations: Observations) -> Iterator[Observed]:
    """Yield the facts about an end that the rehearsal did not cause, and about processes that the kernel killed."""
    end = observations.end
    itself = end if end and end.during in ("start", "requests") else None
    if observations.out_of_memory_events or (end and end.out_of_memory):
        yield _out_of_memory(observations, is_program=itself is not None and itself.out_of_memory)
    if itself and not itself.out_of_memory:
        yield from _exit_code(observations, itself)


def _exit_code(observations: Observations, end: End) -> Iterator[Observed]:
    code = str(end.exit_code)
    evidence = f"exit code {code} after {end.seconds:.1f} s"
    if end.exit_code in _KNOWN_CODES:
        path = (*observations.job.container_path, "Image")
        yield Observed(f"exit-code-{code}", evidence, {"code": code}, path)
    elif end.exit_code in _SIGNALS:
        yield Observed("exit-code-signal", evidence, {"code": code})
    elif end.exit_code == 0:
        yield Observed("ended-without-error", evidence)
    elif end.during == "requests":
        yield Observed("ended-on-request", evidence, {"code": code})
    else:
        yield Observed("exit-code", evidence, {"code": code})


def _out_of_memory(observations: Observations, is_program: bool) -> Observed:
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
