"""Times, sizes, rates and limits in words, and a measurement's fields as JSON types."""

from __future__ import annotations

from typing import Any

from .events import RealTimeMeasured, RehearsalMeasured, TrainingMeasured

Measured = RehearsalMeasured | TrainingMeasured | RealTimeMeasured
# Seconds are printed with so many decimals: a request can take less than a millisecond.
_DECIMALS = 4

_KIB, _MIB, _GIB = 1024, 1024**2, 1024**3
_UNITS = ((_GIB, "GiB"), (_MIB, "MiB"), (_KIB, "KiB"))


def seconds(value: float | None) -> str:
    """A short time with two digits, such as `4.2 ms`, `12 ms` or `1.3 s`; empty if it is not known."""
    if value is None:
        return ""
    if value < 1:
        milliseconds = value * 1000
        return f"{milliseconds:.1f} ms" if milliseconds < 9.95 else f"{milliseconds:.0f} ms"
    return f"{value:.1f} s" if value < 99.95 else f"{value:,.0f} s"


def size(value: int | None) -> str:
    """A number of bytes in its largest unit; empty if it is not known."""
    if value is None:
        return ""
    number, unit = next(((value / unit, name) for unit, name in _UNITS if value >= unit), (float(value), "bytes"))
    return f"{number:.1f}".removesuffix(".0") + f" {unit}" if number < 10 else f"{number:.0f} {unit}"


def rate(value: float) -> str:
    """A rate with two digits."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def limits(measured: RehearsalMeasured | TrainingMeasured, noun: str = "") -> str:
    """The limits of the container, and those of the instance type if they are higher; `noun` follows the type."""
    cpus, memory = f"{measured.cpus} vCPU", size(measured.memory_bytes)
    of_type = measured.instance_type
    if measured.instance_cpus is None or measured.instance_memory_bytes is None:
        return f"{cpus}, {memory}" + (f" (limits of {of_type} unknown)" if of_type else "")
    if measured.cpus >= measured.instance_cpus and measured.memory_bytes >= measured.instance_memory_bytes:
        return f"{of_type}{noun} ({cpus}, {memory})"
    more = f"{measured.instance_cpus} vCPU, {size(measured.instance_memory_bytes)}"
    return f"{cpus}, {memory} (less than {of_type}: {more})"


def start(measured: RehearsalMeasured | RealTimeMeasured) -> str:
    """How long the container took to start, and then to answer a ping; empty if neither is known."""
    ping = seconds(measured.first_ping_seconds)
    return ", ".join(filter(None, (seconds(measured.start_seconds), f"first ping {ping} later" if ping else "")))


def latency(measured: RehearsalMeasured | RealTimeMeasured) -> str:
    """The latency of requests, such as `p50 12 ms, p95 20 ms`; empty if it is not known."""
    if measured.p50_seconds is None or measured.p95_seconds is None:
        return ""
    if measured.requests == 1:
        return seconds(measured.p50_seconds)
    return f"p50 {seconds(measured.p50_seconds)}, p95 {seconds(measured.p95_seconds)}"


def number_of(number: int, noun: str) -> str:
    """A number with its noun, such as `1 request` or `1,000 requests`."""
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"


def fields(measured: Measured) -> dict[str, Any]:
    """The fields of a measurement as JSON types."""
    return {name: _json(value) for name, value in vars(measured).items()}


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return round(value, _DECIMALS) if isinstance(value, float) else value
