"""What only reports that something failed comes after the cause, whatever reports it and whatever the cause is."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.diagnosis.causes import find_causes, read_families

PING = "AlgorithmError: Model container failed to respond to ping. Please ensure /ping endpoint is implemented"
JOB_LOGS = "AlgorithmError: See job logs for more information"
# A FailureReason and the last log line of a job that failed for another reason.
WRAPPERS = [
    (JOB_LOGS, ""),
    ("ClientError: See job logs for more information", ""),
    (PING, ""),
    (PING, '"GET /ping HTTP/1.1" 500 38'),
    (PING, '"GET /ping HTTP/1.1" 404 9'),
    (PING, '"GET /ping HTTP/1.1" 502 182'),
    (PING, "[ERROR] Worker failed to boot"),
    (JOB_LOGS, '"POST /invocations HTTP/1.1" 500 291'),
    (JOB_LOGS, '"POST /invocations HTTP/1.1" 400 9'),
    (JOB_LOGS, '"POST /invocations HTTP/1.1" 502 182'),
    (JOB_LOGS, "2026-11-22T10:33:51.712:[sagemaker logs]: b/rows.csv: Bad HTTP status received from algorithm: 500"),
    (JOB_LOGS, "2026-11-22T10:33:51.712:[sagemaker logs]: b/rows.csv: ClientError: 400"),
    (JOB_LOGS, "2026-11-22T10:33:51.712:[sagemaker logs]: b/rows.csv: Unable to get response from algorithm"),
    ("AlgorithmError: Exit Code: 1", ""),
    ("AlgorithmError: ExecuteUserScriptError: ExitCode 1 ErrorMessage ''", ""),
    ("AlgorithmError: , exit code: 127", ""),
    ("CannotStartContainerError. Please ensure the model container starts correctly when invoked with 'docker run", ""),
]
REPORTS = {
    *("container-start", "worker-boot", "program-not-runnable"),
    *("ping-failed", "ping-not-found", "ping-error-status", "ping-proxy-error"),
    *("handler-failed", "request-refused", "request-proxy-error", "no-response"),
    *("program-exit-code", "killed-by-signal", "program-terminated", "algorithm-error", "reason-in-job-log"),
}
ENTRIES = [entry for family in read_families().values() for entry in family]
EXAMPLES = [
    (entry["id"], example)
    for entry in ENTRIES
    if entry["stage"].startswith("validation") and entry["id"] not in REPORTS
    for example in entry.get("log_examples", ())
]


@pytest.mark.parametrize(("name", "line"), EXAMPLES)
def test_a_cause_comes_before_what_reports_it(name: str, line: str) -> None:
    first = {
        (message, last): find_causes([message], stage, [line, last])[0].id
        for message, last in WRAPPERS
        for stage in ("validation-transform", "validation-training")
    }
    assert {wrapper: other for wrapper, other in first.items() if other != name} == {}


@pytest.mark.parametrize(("message", "last"), WRAPPERS)
def test_a_report_alone_is_the_cause(message: str, last: str) -> None:
    assert find_causes([message], "validation-transform", [last])[0].id in REPORTS


def test_all_reports_exist() -> None:
    assert REPORTS - {entry["id"] for entry in ENTRIES} == set()
