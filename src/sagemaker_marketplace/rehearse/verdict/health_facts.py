"""Why the container is not ready: what listens, how it answers pings, and how its program ended."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnosis.causes import Observed
from ..contract.contract import PORT
from ..observations import TIMED_OUT, Observations, Ping

_LOOPBACK = ("127.", "::1", "::ffff:127.")
_GATEWAY = (502, 504)
_NO_ROUTE = (404, 405)
_SHOWN = 200


def facts(observations: Observations) -> Iterator[Observed]:
    """Yield the facts that can be why there was no successful ping."""
    if observations.is_ready or observations.start_seconds is None:
        return
    if observations.end is None or observations.end.during != "start":
        yield from _listening(observations)
    yield from _pings(observations)


def _listening(observations: Observations) -> Iterator[Observed]:
    """Yield on which address something listens, if requests on port 8080 of another address don't reach it."""
    listening = observations.listening
    reachable = [port for address, port in listening if not address.startswith(_LOOPBACK)]
    if PORT in reachable:
        return
    evidence = ", ".join(f"{address}:{port}" for address, port in listening[:5])
    if any(port == PORT for _, port in listening):
        address = next(f"{address}:{port}" for address, port in listening if port == PORT)
        yield Observed("loopback-only", f"listening: {evidence}", {"address": address})
    elif reachable:
        yield Observed("other-port", f"listening: {evidence}", {"port": str(reachable[-1])})
    elif listening:
        yield Observed("other-port", f"listening: {evidence}", {"port": str(listening[-1][1])})
    else:
        waited = observations.pings[-1].sent_seconds if observations.pings else 0.0
        yield Observed("nothing-listens", f"no port was open {waited:.0f} s after the start")


def _pings(observations: Observations) -> Iterator[Observed]:
    answered = [ping for ping in observations.pings if ping.status is not None]
    if answered:
        yield _answered(answered)
    slow = [ping for ping in observations.pings if ping.error == TIMED_OUT]
    if slow and not answered:
        yield Observed("ping-timed-out", f"GET /ping had no answer after {slow[-1].seconds:.1f} s")


def _answered(pings: list[Ping]) -> Observed:
    """Return what the last answers to pings were."""
    last = pings[-1]
    redirect = next((ping for ping in reversed(pings) if ping.location), None)
    body = last.body.decode("utf-8", "replace").strip()[:_SHOWN]
    evidence = f"GET /ping: {last.status}{f', {body}' if body else ''}"
    if redirect and (last is redirect or len(pings) < 2):
        evidence = f"GET /ping: {redirect.status}, Location: {redirect.location[:_SHOWN]}"
        return Observed("ping-redirected", evidence, {"location": redirect.location[:_SHOWN]})
    if last.status in _NO_ROUTE:
        return Observed("ping-404", evidence, {"status": str(last.status)})
    if last.status in _GATEWAY:
        return Observed("ping-gateway", evidence)
    return Observed("ping-status", evidence, {"status": str(last.status)})
