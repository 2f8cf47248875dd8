"""Counts calls and decides which of them fail, as the scenario or a client of the sandbox requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from threading import Lock

from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.scenario import Fault

_ANY = "*"


class Faults:
    """The faults of one server, with the numbers of calls they have counted."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._counters: list[tuple[Fault, Counter[str]]] = [(fault, Counter()) for fault in faults]
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Add a fault, which counts calls from now on."""
        with self._lock:
            self._counters.append((fault, Counter()))

    def pending(self) -> list[Fault]:
        """Return the single faults that have not affected a call yet."""
        with self._lock:
            return [
                fault
                for fault, counts in self._counters
                if fault.times == 1 and max(counts.values(), default=0) <= fault.after
            ]

    def count_call(self, call: ApiCall, resource_arn: str | None) -> Fault | None:
        """Count a call about an existing resource (None if there is none), and return the fault that affects it."""
        with self._lock:
            matches = [_match(call, resource_arn, fault, counts) for fault, counts in self._counters]
            return next((fault for fault in matches if fault), None)


def _match(call: ApiCall, resource_arn: str | None, fault: Fault, counts: Counter[str]) -> Fault | None:
    """Count a call for one fault, and return the fault if it affects the call."""
    key = {"server": "", "resource": resource_arn, "credentials": call.access_key}[fault.count_per]
    if key is None:
        return None
    is_counted = call.operation in fault.operations or _ANY in fault.operations
    if is_counted:
        counts[key] += 1
    # An affected call that is not counted itself fails once enough others have been counted.
    number = counts[key] if is_counted else counts[key] + 1
    last = fault.after + (fault.times or number)
    is_affected = call.operation in fault.affects or _ANY in fault.affects
    return fault if is_affected and fault.after < number <= last else None
