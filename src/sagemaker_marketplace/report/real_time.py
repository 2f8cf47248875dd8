"""What the rehearsal of real-time inference measured, in words and as JSON types."""

from __future__ import annotations

from typing import Any

from .events import RealTimeMeasured
from .quantities import fields, latency, number_of, seconds

_MAX_NAMES = 10


def data(measured: RealTimeMeasured) -> dict[str, Any]:
    """A measurement as JSON types; the metered units are an object by dimension."""
    return {**fields(measured), "metered_units": dict(measured.metered_units)}


def facts(measured: RealTimeMeasured) -> dict[str, str]:
    """What buyers of an endpoint get and see, by label: only what is known."""
    known = {
        "Streaming": streaming(measured),
        "WebSocket": "rehearsed" if measured.is_bidirectional else "",
        "Metrics for buyers": names(measured),
        "Metering": metering(measured),
    }
    return {label: text for label, text in known.items() if text}


def line(measured: RealTimeMeasured) -> str:
    """The number of requests and their latency."""
    requests = number_of(measured.requests, "request") if measured.requests else "no requests"
    return ", ".join(filter(None, (requests, latency(measured))))


def streaming(measured: RealTimeMeasured) -> str:
    """The chunks of the largest streamed response; empty if none was streamed."""
    if not measured.chunks:
        return ""
    first = seconds(measured.first_chunk_seconds)
    return f"{number_of(measured.chunks, 'chunk')}{f', the first after {first}' if first else ''}"


def names(measured: RealTimeMeasured) -> str:
    """The metrics that GET /metrics shows, up to a maximum number; empty if there are none."""
    more = len(measured.metric_names) - _MAX_NAMES
    return ", ".join([*measured.metric_names[:_MAX_NAMES], *([f"and {more:,} more"] if more > 0 else [])])


def metering(measured: RealTimeMeasured) -> str:
    """The units that the metering headers of all responses bill; empty without such headers."""
    if not measured.metered_responses:
        return ""
    units = ", ".join(f"{units:,.10g} {dimension}" for dimension, units in measured.metered_units)
    records = "" if measured.metered_records is None else f", {number_of(measured.metered_records, 'record')}"
    return f"{units} in {number_of(measured.metered_responses, 'response')}{records}"
