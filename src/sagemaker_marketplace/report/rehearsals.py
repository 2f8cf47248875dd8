"""What the rehearsal of a transform job measured, in words and as JSON types."""

from __future__ import annotations

import os
from typing import Any

from .events import RealTimeMeasured, RehearsalMeasured
from .quantities import fields, latency, limits, number_of, rate, size, start


def data(measured: RehearsalMeasured) -> dict[str, Any]:
    """A measurement as JSON types, with the sentence for the listing."""
    return {**fields(measured), "listing": sentence(measured)}


def facts(measured: RehearsalMeasured) -> dict[str, str]:
    """The known measurements of a rehearsal by label."""
    known = {
        "Image": measured.image,
        "Limits": limits(measured),
        "Start": start(measured),
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
    requests = number_of(number, "request") if number else "no requests"
    parts = [requests, latency(measured), f"records: {records(measured)}" if records(measured) else ""]
    return f"{'passed' if measured.succeeded else 'failed'} ({', '.join(filter(None, parts))})"


def saved(measured: RehearsalMeasured) -> str:
    """How many files were saved, and the folder that they are in; empty if none were."""
    files = measured.saved_files
    return f"{len(files):,} files in {os.path.commonpath(map(os.path.dirname, files)) or '.'}" if files else ""


def sentence(measured: RehearsalMeasured, real_time: RealTimeMeasured | None = None) -> str:
    """Latency and throughput on the instance type's limits, for the listing; the latency in real time if it is known.

    Empty if the job failed or nothing was measured.
    """
    if not measured.succeeded or measured.p50_seconds is None:
        return ""
    requests = f"{number_of(measured.requests, 'request')}{_request_size(measured)}"
    where = f"on {limits(measured, ' limits')}, measured locally"
    if real_time and latency(real_time):
        single = f"real time {latency(real_time)} over {number_of(real_time.requests, 'request')}"
        batch = throughput(measured) or latency(measured)
        return f"{single}; batch {batch} over {requests}; {where}"
    speed = ", ".join(filter(None, (latency(measured), throughput(measured))))
    return f"{speed} over {requests} {where}"


def _request_size(measured: RehearsalMeasured) -> str:
    number = measured.records_per_request
    if not number:
        return ""
    if number == 1:
        return " of 1 record"
    return f" of {number:,} records" if measured.requests == 1 else f" of up to {number:,} records"


def throughput(measured: RehearsalMeasured) -> str:
    """Records per second, or requests if records are not counted; empty if there is only one request and no record."""
    if measured.records_per_second is not None:
        return f"{rate(measured.records_per_second)} records per second"
    if measured.requests_per_second is None or measured.requests == 1:
        return ""
    return f"{rate(measured.requests_per_second)} requests per second"


def records(measured: RehearsalMeasured) -> str:
    """The numbers of records, such as `18 in, 18 out`; empty if they are not known."""
    known = {"in": measured.records_in, "out": measured.records_out}
    return ", ".join(f"{number:,} {way}" for way, number in known.items() if number is not None)
