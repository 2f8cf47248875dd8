"""Facts and log lines that look like another cause than the one they have."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rehearse.observed import ANY, PYTHON, document, exchange, failed, image, ping, ready
from tests.rehearse.variant import ABORTED, ENDED, FORMAT_ERROR, NO_FILE, NOT_ON_PATH, REFUSED_PINGS

from sagemaker_marketplace.rehearse.contract import contract
from sagemaker_marketplace.rehearse.inference.observer import READY_LINE
from sagemaker_marketplace.rehearse.observations import (
    DROPPED,
    MALFORMED,
    REFUSED,
    TIMED_OUT,
    End,
    Observations,
    Program,
)
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

NO_PACKAGE = "ModuleNotFoundError: No module named 'sklearn'"
IMPORTS = "a Python package that the program imports is not in the image"
EXCEPTION = "the program failed with an exception"
NO_NETWORK = "socket.gaierror: [Errno -3] Temporary failure in name resolution"
NETWORK = "the container requires network access (huggingface.co); AWS Marketplace products run without a network"
DENIED = "mkdir -p failed for path /.config/matplotlib: [Errno 13] Permission denied: '/.config'"
SERVE = "/usr/local/bin/serve"


def causes(observations: Observations) -> list[str]:
    """The causes of a failed rehearsal, the likeliest first."""
    verdict = verdicts.decide(document(), observations, contract.service_words(observations))
    assert verdict.diagnosis
    return [cause.cause for cause in verdict.diagnosis.causes]


START: list[tuple[str, dict[str, Any], str]] = [
    (
        "the script that python runs is called serve",
        {
            "image": image("python3", program=PYTHON),
            "end": ENDED,
            "log_lines": ('  File "/app/serve", line 1', NO_PACKAGE),
        },
        IMPORTS,
    ),
    (
        "an ignored call home, and another error",
        {"host_names": ["a.example"], "end": ENDED, "log_lines": (NO_PACKAGE,)},
        IMPORTS,
    ),
    (
        "pip that needs the network",
        {
            "host_names": ["pypi.org"],
            "end": ENDED,
            "log_lines": (NO_NETWORK, "ERROR: No matching distribution found for boto3"),
        },
        "the container installs Python packages with pip when it starts; AWS Marketplace products run without a "
        "network",
    ),
    (
        "a network that hangs before anything listens",
        {"host_names": ["huggingface.co"]},
        NETWORK,
    ),
    (
        "a folder that the user can't write, early in the log",
        {"image": image(user="app"), "end": ENDED, "log_lines": (DENIED, NO_PACKAGE)},
        IMPORTS,
    ),
    (
        "root that lacks permission",
        {
            "image": image(user="0:0"),
            "end": ENDED,
            "log_lines": ("PermissionError: [Errno 13] Permission denied: '/a'",),
        },
        "the program lacks permission for a path in the container, usually because USER in the image is not root",
    ),
    (
        "a user that lacks permission, without a name of the file",
        {"image": image(user="app"), "end": ENDED, "log_lines": ("Permission denied",)},
        "the user app, whom USER in the image names, lacks permission for a file",
    ),
    ("an exception and an exit code", {"end": ENDED, "log_lines": ("KeyError: 'a'",)}, EXCEPTION),
    ("exit code 0 after an import error", {"end": End(0, "start", 1.0), "log_lines": (NO_PACKAGE,)}, IMPORTS),
    (
        "only an exit code",
        {"end": ENDED, "log_lines": ("bye",)},
        "the program ended with exit code 1 before GET /ping returned 200",
    ),
    ("only a signal", {"end": End(141, "start", 1.0)}, "a signal ended the program (exit code 141)"),
    (
        "the exit code of a shell",
        {"end": End(127, "start", 1.0)},
        "the container exited with code 126 or 127: its program is missing or can't be executed",
    ),
    (
        "a port that was open before the end",
        {"listening": [(ANY, 5000)], "end": ENDED, "log_lines": ("KeyError: 'a'",)},
        EXCEPTION,
    ),
    (
        "a server of metrics beside that on 8080",
        {
            "listening": [("127.0.0.1", 9090), (ANY, 8080)],
            "pings": [ping(None, error=REFUSED), ping(None, 2.0, error=TIMED_OUT)],
        },
        "GET /ping takes longer than 2 seconds, the limit for each attempt",
    ),
    ("nothing at all", {}, "GET /ping never returned 200: nothing listens on port 8080"),
    (
        "slow pings, then an error",
        {"listening": [(ANY, 8080)], "pings": [ping(None, 2.0, error=TIMED_OUT), ping(503)]},
        "GET /ping returned 503: the health check fails",
    ),
    (
        "a failed health check and its reason",
        {"listening": [(ANY, 8080)], "pings": [ping(500)], "log_lines": (NO_PACKAGE,)},
        IMPORTS,
    ),
    (
        "a proxy in front of nothing",
        {"listening": [(ANY, 8080)], "pings": [ping(502)]},
        "the container's proxy is running and the application server behind it is not: the server is not in the image, "
        "was not started, or ended while it loaded the application",
    ),
    (
        "a redirect to nowhere",
        {"listening": [(ANY, 8080)], "pings": [ping(301, location="/login"), ping(404)]},
        "GET /ping returned 404: the container's server has no such route",
    ),
    (
        "a redirect to another host",
        {"listening": [(ANY, 8080)], "pings": [ping(301, location="https://example.com/ping")]},
        "GET /ping redirects to https://example.com/ping, and never returned 200",
    ),
    (
        "a program of ENTRYPOINT that is not there",
        {
            "start_error": NOT_ON_PATH.replace("serve", "/app/run"),
            "image": image("/app/run", program=None),
            "end": None,
        },
        "the program of the ENTRYPOINT is not in the image: /app/run",
    ),
    (
        "an interpreter that is not there",
        {
            "image": image(program=Program(SERVE, 0o755, b"#!/usr/bin/env -S LANG=C python3.14 -u\n")),
            "end": ENDED,
            "log_lines": (NO_FILE,),
        },
        f"the interpreter of {SERVE} is not in the image: python3.14",
    ),
    (
        "a dynamic linker that is not there",
        {"image": image(program=Program(SERVE, 0o755, b"\x7fELF", "x86-64")), "end": ENDED, "log_lines": (NO_FILE,)},
        f"{SERVE} needs a dynamic linker that the image does not have: it was built on another distribution",
    ),
    (
        "a program that runs one for another processor",
        {"end": ENDED, "log_lines": ("OSError: [Errno 8] Exec format error: '/app/bin/predict'",)},
        "the image is built for another architecture, usually arm64, or the script has no shebang line; the validation "
        "runs on x86-64",
    ),
    (
        "a damaged program",
        {"image": image(program=Program(SERVE, 0o755, b"\x00\x01")), "end": ENDED, "log_lines": (FORMAT_ERROR,)},
        f"{SERVE} has no first line that names its interpreter (#!), so it can't be executed",
    ),
    (
        "a model file that is there",
        {
            "end": ENDED,
            "log_lines": ("FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/model.pkl'",),
        },
        "the program opens a file under /opt/ml/model that is not in the model archive",
    ),
    (
        "no model",
        {
            "model_entries": None,
            "end": ENDED,
            "log_lines": ("cat: /opt/ml/model/weights.bin: No such file or directory",),
        },
        "the program opens /opt/ml/model/weights.bin, but the rehearsal has no model",
    ),
    (
        "a model without files",
        {"model_entries": (), "end": ENDED, "log_lines": ("error: /opt/ml/model/a does not exist: No such file",)},
        "the program opens /opt/ml/model/a, which is not in the model; it has no files",
    ),
    (
        "a long model",
        {
            "model_entries": ("a", *(f"a/{number}" for number in range(7)), "b"),
            "end": ENDED,
            "log_lines": ("RuntimeError: file not found: /opt/ml/model/c",),
        },
        "the program opens /opt/ml/model/c, which is not in the model; it has a/0, a/1, a/2, a/3, a/4 and 3 more",
    ),
]
REQUESTS: list[tuple[str, dict[str, Any], str]] = [
    ("500 and an exception", {"exchanges": [exchange(500)], "log_lines": ("KeyError: 'a'",)}, EXCEPTION),
    (
        "500 without a reason",
        {"exchanges": [exchange(500)], "log_lines": ("started",)},
        "the container returned 500 for the test data: its handler failed, often because of a header line or another "
        "content type",
    ),
    (
        "an error at the start that was over when the container was ready",
        {"exchanges": [exchange(500)], "log_lines": ("libcuda.so.1: cannot open", READY_LINE, "KeyError: 'a'")},
        EXCEPTION,
    ),
    (
        "503 for a later request",
        {"exchanges": [exchange(), exchange(503, 1)]},
        "the container returned 503 for the test data: its handler failed, often because of a header line or another "
        "content type",
    ),
    (
        "400 with a reason in the answer",
        {"exchanges": [exchange(400, head=b"Extra data: line 2 column 1 (char 9)")]},
        "a request contains several JSON documents, and the container reads one",
    ),
    (
        "400 without a reason",
        {"exchanges": [exchange(400)]},
        "the container returned 400 for the test data",
    ),
    (
        "502 of a proxy",
        {"exchanges": [exchange(502)]},
        "the application server behind the container's proxy did not answer a request: it ended, or took too long",
    ),
    (
        "a crash in native code",
        {"exchanges": [exchange(None, error=DROPPED)], "end": End(139, "requests", 2.0)},
        "the program crashed in native code (segmentation fault)",
    ),
    (
        "a crash in native code of a worker",
        {"exchanges": [exchange(None, error=DROPPED)], "log_lines": ("Worker (pid:12) was sent SIGSEGV!",)},
        "the program crashed in native code (segmentation fault)",
    ),
    (
        "a dropped connection",
        {"exchanges": [exchange(None, error=DROPPED)]},
        "the container closed the connection without a response to a request",
    ),
    (
        "a request that takes too long",
        {"exchanges": [exchange(None, error=TIMED_OUT, seconds=600.2)], "log_lines": (NO_PACKAGE,)},
        "the container did not respond to a request within 600 s",
    ),
    (
        "an answer that is not HTTP",
        {"exchanges": [exchange(None, error=MALFORMED)]},
        "the container's response to a request can't be read: malformed",
    ),
    (
        "an end without an error",
        {"exchanges": [exchange(None, error=DROPPED)], "end": End(0, "requests", 2.0)},
        "the program ended with exit code 0: the server must stay in the foreground",
    ),
    (
        "network access for a request",
        {"exchanges": [exchange(500)], "host_names": ["huggingface.co"], "log_lines": (NO_NETWORK,)},
        NETWORK,
    ),
    (
        "a time limit in the log of a request that is refused",
        {"exchanges": [exchange(415)], "log_lines": ("[CRITICAL] WORKER TIMEOUT (pid:9)",)},
        "the container does not accept the content type of the test data, text/csv (415)",
    ),
]


@pytest.mark.parametrize(("fields", "cause"), [case[1:] for case in START], ids=[case[0] for case in START])
def test_failed_starts(fields: dict[str, Any], cause: str) -> None:
    assert causes(failed(**{"pings": REFUSED_PINGS, "end": ABORTED, **fields}))[0] == cause


@pytest.mark.parametrize(("fields", "cause"), [case[1:] for case in REQUESTS], ids=[case[0] for case in REQUESTS])
def test_failed_requests(fields: dict[str, Any], cause: str) -> None:
    assert causes(ready(**{"end": ABORTED, **fields}))[0] == cause
