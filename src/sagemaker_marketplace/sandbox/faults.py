"""Counts calls and tells which of them are to go wrong: by the scenario, and by who asked for it meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from sagemaker_marketplace.sandbox.scenario import Fault

_ANY = "*"


@dataclass(frozen=True)
class Call:
    """One call: its operation, Region and access key, and the existing resource it is about."""

    operation: str
    region: str
    access_key: str
    resource: str | None = None


class Faults:
    """The faults of one server, with their counts."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._counted: list[tuple[Fault, Counter[str]]] = [(fault, Counter()) for fault in faults]
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Take one more fault, which counts calls from now on."""
        with self._lock:
            self._counted.append((fault, Counter()))

    def pending(self) -> list[Fault]:
        """Give the faults of one time that have met no call yet."""
        with self._lock:
            return [
                fault
                for fault, counts in self._counted
                if fault.times == 1 and max(counts.values(), default=0) <= fault.after
            ]

    def spoiling(self, call: Call) -> Fault | None:
        """Take the next call, count it, and give the fault it meets, if any."""
        with self._lock:
            met = None
            for fault, counts in self._counted:
                found = _meets(call, fault, counts)
                met = met or found
            return met


def _meets(call: Call, fault: Fault, counts: Counter[str]) -> Fault | None:
    key = {"server": "", "resource": call.resource, "credentials": call.access_key}[fault.counted]
    if key is None:
        return None
    counted = call.operation in fault.operations or _ANY in fault.operations
    if counted:
        counts[key] += 1
    # A call that is not counted itself is spoilt once the counted ones are used up.
    turn = counts[key] if counted else counts[key] + 1
    last = fault.after + (fault.times or turn)
    hit = call.operation in fault.hits or _ANY in fault.hits
    return fault if hit and fault.after < turn <= last else None
