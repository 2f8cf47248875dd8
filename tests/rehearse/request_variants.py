"""Variants that are ready and fail later, by their number in the table of broken variants."""

from __future__ import annotations

from tests.rehearse.observed import GIB, exchange
from tests.rehearse.variant import INPUT, INSTANCE_TYPE, JOB, PAYLOAD, requests

from sagemaker_marketplace.rehearse.observations import DROPPED, End, InputProblem, Limits, ParametersAnswer

VARIANTS = [
    requests(
        "21",
        "the container does not accept the content type of the test data, text/csv (415)",
        (f"{JOB}.TransformInput.ContentType",) * 2,
        evidence="POST /invocations, request 1 of rows.csv (300 bytes): 415, Unsupported Media Type",
        exchanges=[exchange(415, head=b"Unsupported Media Type\n")],
        log_lines=("KeyError: 'optional'",),
    ),
    requests(
        "22",
        "a request of 6 MiB exceeds the limit of the container's web server (413)",
        PAYLOAD,
        evidence="POST /invocations, request 2 of rows.csv (6 MiB): 413",
        exchanges=[exchange(), exchange(413, 1, request_bytes=6 * 1024**2)],
        log_lines=('"POST /invocations HTTP/1.1" 415 0',),
    ),
    requests(
        "23",
        "out of memory at 8 GiB: the container's program was killed",
        INSTANCE_TYPE,
        evidence="the kernel killed a process for memory, the container's first one",
        exchanges=[exchange(None, error=DROPPED)],
        end=End(137, "requests", 4.0, out_of_memory=True),
        out_of_memory_events=1,
    ),
    requests(
        "23, a worker",
        "out of memory at 8 GiB: a process of the container was killed",
        INSTANCE_TYPE,
        evidence="the kernel killed a process for memory",
        exchanges=[exchange(None, error=DROPPED)],
        out_of_memory_events=2,
        log_lines=("[ERROR] Worker (pid:12) was sent SIGKILL! Perhaps out of memory?",),
    ),
    requests(
        "23, on a small machine",
        "out of memory at 4 GiB, which is all that this machine has; ml.m5.large has 8 GiB",
        INSTANCE_TYPE,
        exchanges=[exchange(None, error=DROPPED)],
        limits=Limits(2, 4 * GIB, 2, 8 * GIB),
        out_of_memory_events=1,
    ),
    requests(
        "24",
        "a worker of the server did not respond in time and was killed",
        PAYLOAD,
        evidence="[2026-11-28 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:9); POST /invocations, request 1 of "
        "rows.csv (300 bytes): dropped",
        exchanges=[exchange(None, error=DROPPED, seconds=2.2)],
        log_lines=("[2026-11-28 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:9)", "SystemExit: 1"),
    ),
    requests(
        "24, with an answer",
        "a worker of the server did not respond in time and was killed",
        PAYLOAD,
        exchanges=[exchange(500, seconds=2.2)],
        log_lines=("[CRITICAL] WORKER TIMEOUT (pid:9)", "SystemExit: 1"),
    ),
    requests(
        "25",
        "the program ended while it handled a request, with exit code 3",
        evidence="exit code 3 after 2.0 s",
        exchanges=[exchange(None, error=DROPPED)],
        end=End(3, "requests", 2.0),
    ),
    requests(
        "30",
        "MaxConcurrentTransforms × MaxPayloadInMB must not exceed 100 MB: 64 × 6 is 384 MB",
        PAYLOAD,
        evidence="MaxConcurrentTransforms=64, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD",
        parameters=ParametersAnswer(200, "application/json", b'{"MaxConcurrentTransforms": 64}'),
        end=End(0, "stop", 0.1),
    ),
    requests(
        "31",
        "GET /ping returned 200, but the container answered the first request with 503: it is not ready yet",
        evidence="POST /invocations, request 1 of rows.csv (300 bytes): 503, the model is not loaded yet",
        exchanges=[exchange(503, head=b"the model is not loaded yet\n")],
    ),
    requests(
        "an input that can't be split",
        "rows.rec: record 2 is damaged",
        INPUT,
        evidence="rows.rec: record 2 is damaged",
        exchanges=[],
        input_problems=[InputProblem("rows.rec", "record 2 is damaged", "write it again")],
        end=End(0, "abort", 0.1),
    ),
]
