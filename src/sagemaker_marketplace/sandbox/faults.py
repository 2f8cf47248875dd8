"""Counts calls and tells which of them a scenario lets go wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sagemaker_marketplace.sandbox.scenario import Fault


@dataclass(frozen=True)
class Call:
    """One call of a JSON protocol: its operation, Region and access key, and the existing resource it is about."""

    operation: str
    region: str
    access_key: str
    resource: str | None = None


class Faults:
    """The faults of one server's scenario, with their counts."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self._counted: list[tuple[Fault, Counter[str]]] = [(fault, Counter()) for fault in faults]

    def spoiling(self, call: Call) -> Fault | None:
        """Take the next call, count it, and give the fault it meets, if any."""
        met = None
        for fault, counts in self._counted:
            key = {"server": "", "resource": call.resource, "credentials": call.access_key}[fault.counted]
            if key is None:
                continue
            if call.operation in fault.operations:
                counts[key] += 1
            # A call that is not counted itself is spoilt once the counted ones are used up.
            turn = counts[key] if call.operation in fault.operations else counts[key] + 1
            last = fault.after + (fault.times or turn)
            if (call.operation in fault.hits or "*" in fault.hits) and fault.after < turn <= last:
                met = met or fault
        return met
