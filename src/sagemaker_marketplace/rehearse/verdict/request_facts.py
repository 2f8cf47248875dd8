"""Why a request of the job failed: the container's answer, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...diagnosis.causes import Observed
from ..contract import contract
from ..observations import DROPPED, REFUSED, TIMED_OUT, Exchange, Observations

_GATEWAY = (502, 504)
_SERVER_ERROR, _UNAVAILABLE = 500, 503
_SHOWN = 200
_MIB, _KIB = 1024**2, 1024
_WORKER_TIMEOUT = re.compile(r"\bworker timeout\b", re.IGNORECASE)


def facts(observations: Observations) -> Iterator[Observed]:
    """Yield the facts that can be why the job fails once the container is ready, or can't send its input."""
    job = observations.job
    parameters = contract.parameters_in_force(job, observations.parameters)
    if parameters.total_mb > contract.MAX_TOTAL_MB:
        numbers = {"concurrent": parameters.max_concurrent, "payload": parameters.max_payload_mb}
        values = {name: str(number) for name, number in {**numbers, "total": parameters.total_mb}.items()}
        yield Observed("payloads-over-100", str(parameters), values, (*job.path, "MaxPayloadInMB"))
    for problem in observations.input_problems:
        if problem.is_aws_limit:
            values = {"object": problem.object[:_SHOWN], "message": problem.message, "hint": problem.hint}
            path = job.input_path
            yield Observed("input-problem", f"{problem.object[:_SHOWN]}: {problem.message}", values, path)
    failed = observations.failed_exchange
    if failed and failed.status is not None:
        yield from _status(observations, failed, str(failed.status))
    elif failed:
        yield from _no_answer(observations, failed)


def _status(observations: Observations, failed: Exchange, status: str) -> Iterator[Observed]:
    job, evidence = observations.job, request(failed)
    if (failed.status or 0) >= _SERVER_ERROR:
        yield from _worker_timeout(observations, failed)
    if failed.status == 415:
        path = (*job.path, "TransformInput", "ContentType")
        yield Observed("status-415", evidence, {"content_type": job.content_type or "none is sent"}, path)
    elif failed.status == 413:
        values = {"size": size(failed.request_bytes)}
        yield Observed("status-413", evidence, values, (*job.path, "MaxPayloadInMB"))
    elif failed.status in _GATEWAY:
        yield Observed("status-gateway", evidence)
    elif failed.status == _UNAVAILABLE and failed is observations.exchanges[0]:
        yield Observed("unavailable-after-ping", evidence, {"status": status})
    elif (failed.status or 0) >= _SERVER_ERROR:
        yield Observed("status-5xx", evidence, {"status": status})
    else:
        yield Observed("status-other", evidence, {"status": status})


def _no_answer(observations: Observations, failed: Exchange) -> Iterator[Observed]:
    # A program that ended refuses the repetitions, or drops them while it ends: the first attempt shows what happened.
    if failed.error == REFUSED and failed.first_error == DROPPED:
        failed = replace(failed, error=DROPPED)
    evidence = request(failed)
    if failed.error == TIMED_OUT:
        yield Observed("request-timed-out", evidence, {"seconds": f"{failed.seconds:.0f}"})
    elif failed.error in (DROPPED, REFUSED):
        yield from _worker_timeout(observations, failed)
        yield Observed("request-dropped", evidence)
    else:
        yield Observed("response-invalid", evidence, {"reason": failed.error})


def _worker_timeout(observations: Observations, failed: Exchange) -> Iterator[Observed]:
    """Yield that a worker of the server was killed by its own time limit, which the log shows."""
    line = next((line for line in reversed(observations.log_lines) if _WORKER_TIMEOUT.search(line)), "")
    if line:
        evidence = f"{line[:_SHOWN]}; {request(failed)}"
        yield Observed("worker-timeout", evidence, path=(*observations.job.path, "MaxPayloadInMB"))


def request(exchange: Exchange) -> str:
    """Return a request and its answer in one line: object, number, size, status or error, beginning of the answer."""
    name = f"request {exchange.number + 1} of {exchange.object[:_SHOWN]} ({size(exchange.request_bytes)})"
    outcome = exchange.error if exchange.status is None else str(exchange.status)
    head = " ".join(exchange.head.decode("utf-8", "replace").split())[:_SHOWN]
    return f"POST /invocations, {name}: {outcome}{f', {head}' if head else ''}"


def size(number: int) -> str:
    """Return a number of bytes in the largest unit that it fills."""
    for unit, name in ((_MIB, "MiB"), (_KIB, "KiB")):
        if number >= unit:
            return f"{number / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{number} bytes"
