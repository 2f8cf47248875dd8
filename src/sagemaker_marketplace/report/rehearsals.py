"""What a rehearsal measured, in words and as JSON types."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .events import RehearsalMeasured

_KIB, _MIB, _GIB = 1024, 1024**2, 1024**3
# Seconds are printed with so many decimals: a request can take less than a millisecond.
_DECIMALS = 4


def data(measured: RehearsalMeasured) -> dict[str, Any]:
    """A measurement as JSON types, with the sentence for the listing."""
    fields = {name: round(value, _DECIMALS) if isinstance(value, float) else value for name, value in _fields(measured)}
    return {**fields, "listing": sentence(measured)}


def facts(measured: RehearsalMeasured) -> dict[str, str]:
    """The known measurements of a rehearsal by label."""
    known = {
        "Image": measured.image,
        "Limits": _limits(measured),
        "Start": _start(measured),
        "Requests": ", ".join(filter(None, (f"{measured.requests:,}" if measured.requests else "", latency(measured)))),
        "Memory": f"{size(measured.highest_memory_bytes)} (highest sample)" if measured.highest_memory_bytes else "",
        "Records": records(measured),
    }
    return {label: text for label, text in known.items() if text}


def line(measured: RehearsalMeasured) -> str:
    """Verdict and numbers of a rehearsal in one line, without its name."""
    number = measured.requests
    if measured.succeeded and not number:
        return "not rehearsed (no request was sent)"
    requests = "1 request" if number == 1 else f"{number:,} requests" if number else "no requests"
    parts = [requests, latency(measured), f"records: {records(measured)}" if records(measured) else ""]
    return f"{'passed' if measured.succeeded else 'failed'} ({', '.join(filter(None, parts))})"


def saved(measured: RehearsalMeasured) -> str:
    """How many files were saved, and the folder that they are in; empty if none were."""
    files = measured.saved_files
    return f"{len(files):,} files in {os.path.commonpath(map(os.path.dirname, files)) or '.'}" if files else ""


def sentence(measured: RehearsalMeasured) -> str:
    """Latency and throughput on the instance type's limits, for the listing.

    Empty if the job failed or nothing was measured.
    """
    if not measured.succeeded or measured.p50_seconds is None:
        return ""
    speed = ", ".join(filter(None, (latency(measured), throughput(measured))))
    requests = "1 request" if measured.requests == 1 else f"{measured.requests:,} requests"
    where = _limits(measured, " limits")
    return f"{speed} over {requests}{_request_size(measured)} on {where}, measured locally"


def _request_size(measured: RehearsalMeasured) -> str:
    number = measured.records_per_request
    if not number:
        return ""
    if number == 1:
        return " of 1 record"
    return f" of {number:,} records" if measured.requests == 1 else f" of up to {number:,} records"


def latency(measured: RehearsalMeasured) -> str:
    """The latency of requests, such as `p50 12 ms, p95 20 ms`; empty if it is not known."""
    if measured.p50_seconds is None or measured.p95_seconds is None:
        return ""
    if measured.requests == 1:
        return seconds(measured.p50_seconds)
    return f"p50 {seconds(measured.p50_seconds)}, p95 {seconds(measured.p95_seconds)}"


def throughput(measured: RehearsalMeasured) -> str:
    """Records per second, or requests if records are not counted; empty if there is only one request and no record."""
    if measured.records_per_second is not None:
        return f"{_rate(measured.records_per_second)} records per second"
    if measured.requests_per_second is None or measured.requests == 1:
        return ""
    return f"{_rate(measured.requests_per_second)} requests per second"


def _rate(value: float) -> str:
    """A rate with two digits."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"


def records(measured: RehearsalMeasured) -> str:
    """The numbers of records, such as `18 in, 18 out`; empty if they are not known."""
    known = {"in": measured.records_in, "out": measured.records_out}
    return ", ".join(f"{number:,} {way}" for way, number in known.items() if number is not None)


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


_UNITS = ((_GIB, "GiB"), (_MIB, "MiB"), (_KIB, "KiB"))


def _limits(measured: RehearsalMeasured, limits: str = "") -> str:
    """The limits of the container, and those of the instance type if they are higher."""
    cpus, memory = f"{measured.cpus} vCPU", size(measured.memory_bytes)
    of_type = measured.instance_type
    if measured.instance_cpus is None or measured.instance_memory_bytes is None:
        return f"{cpus}, {memory}" + (f" (limits of {of_type} unknown)" if of_type else "")
    if measured.cpus >= measured.instance_cpus and measured.memory_bytes >= measured.instance_memory_bytes:
        return f"{of_type}{limits} ({cpus}, {memory})"
    more = f"{measured.instance_cpus} vCPU, {size(measured.instance_memory_bytes)}"
    return f"{cpus}, {memory} (less than {of_type}: {more})"


def _start(measured: RehearsalMeasured) -> str:
    ping = seconds(measured.first_ping_seconds)
    return ", ".join(filter(None, (seconds(measured.start_seconds), f"first ping {ping} later" if ping else "")))


def _fields(measured: RehearsalMeasured) -> list[tuple[str, Any]]:
    values: Mapping[str, Any] = vars(measured)
    return [(name, list(value) if isinstance(value, tuple) else value) for name, value in values.items()]
