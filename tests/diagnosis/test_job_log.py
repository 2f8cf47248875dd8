"""A job's log as the diagnosis reads it: both ends, the objects in data-log, and the symptoms that were over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.diagnosis import causes, job_log
from sagemaker_marketplace.diagnosis.job_log import LogLine
from sagemaker_marketplace.diagnosis.request_errors import MAX_MESSAGE

CONNECT = (
    "2020/10/14 04:08:17 [crit] 10#10: *1 connect() to unix:/tmp/gunicorn.sock failed (2: No such file or directory) "
    'while connecting to upstream, client: 169.254.255.130, server: , request: "GET /ping HTTP/1.1", '
    'upstream: "http://unix:/tmp/gunicorn.sock:/ping", host: "169.254.255.131:8080"'
)
PING_502 = '169.254.255.130 - - [14/Oct/2020:04:08:17 +0000] "GET /ping HTTP/1.1" 502 182 "-" "Go-http-client/1.1"'
PING_200 = PING_502.replace("502 182", "200 1")
PARAMETERS = PING_502.replace("/ping", "/execution-parameters").replace("502", "404")
REQUEST_200, REQUEST_500 = (f'"POST /invocations HTTP/1.1" {status} 9' for status in (200, 500))
DATA_LOG = "2020-10-14T04:08:19.163:[sagemaker logs]: "
MISSING = "ModuleNotFoundError: No module named 'cupy'"


def is_over(*lines: str) -> list[bool]:
    return [line.is_over for line in job_log.read(lines, {})]


@pytest.mark.parametrize(
    "sign",
    [
        PING_200,
        PARAMETERS,
        REQUEST_200,
        'INFO: 169.254.255.130:5 - "GET /ping HTTP/1.1" 200 OK',
        "GET /ping 200 1.2 ms",
        "200 GET /ping (169.254.255.130) 0.71ms",
        f"{DATA_LOG}MaxConcurrentTransforms=1, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD",
    ],
)
def test_what_comes_before_the_first_answer_is_over(sign: str) -> None:
    assert is_over(MISSING, CONNECT, PING_502, sign, MISSING, PING_502) == [True] * 3 + [False] * 3


@pytest.mark.parametrize(
    "sign",
    [
        PING_502,
        CONNECT,
        CONNECT.replace("/ping", "/execution-parameters"),
        PARAMETERS.replace("404", "502"),
        "the route /ping returns 200",
        "Serving on port 8080",
    ],
)
def test_other_lines_do_not_show_that_the_container_is_ready(sign: str) -> None:
    assert is_over(MISSING, PING_502, sign, "end") == [False] * 4


@pytest.mark.parametrize(
    "sign",
    [
        REQUEST_500,
        f"{DATA_LOG}bucket/a.csv: ClientError: 400",
        "rows.csv: Bad HTTP status received from algorithm: 500",
    ],
)
def test_after_a_request_only_the_pings_before_it_are_over(sign: str) -> None:
    """An exception before the answer of a request can be its cause: the line of a request is written after it."""
    assert is_over(CONNECT, PING_502, MISSING, sign) == [True, True, False, False]


def test_the_lines_of_an_object_are_joined() -> None:
    lines = (
        f"{DATA_LOG}bucket/a b.jsonl: ClientError: 400",
        "between",
        f"{DATA_LOG}bucket/a b.jsonl: ",
        f"{DATA_LOG}bucket/a b.jsonl: Message:",
        f"{DATA_LOG}bucket/a b.jsonl: {{",
        f'{DATA_LOG}bucket/a b.jsonl:   "message": "Extra data: line 2"',
        f"{DATA_LOG}bucket/a b.jsonl: }}",
        f"{DATA_LOG}bucket/model.tgz: Unable to get response from algorithm",
    )
    joined = 'ClientError: 400 { "message": "Extra data: line 2" }'
    assert job_log.read(lines, {"bucket/model.tgz": "ModelDataUrl"}) == [
        LogLine(f"bucket/a b.jsonl: {joined}", "bucket/a b.jsonl"),
        LogLine("between"),
        LogLine(
            "bucket/model.tgz (ModelDataUrl): Unable to get response from algorithm", "bucket/model.tgz (ModelDataUrl)"
        ),
    ]


def test_evidence_that_is_cut_begins_with_the_object() -> None:
    lines = [f"{DATA_LOG}bucket/a.csv: ClientError: 400", f"{DATA_LOG}bucket/a.csv: {'x ' * 300}KeyError: 'species'"]
    found = causes.find_causes([], "validation-transform", lines)
    evidence = {cause.id: cause.evidence for cause in found}["program-exception"]
    assert evidence.startswith("bucket/a.csv: … x x")
    assert "KeyError: 'species'" in evidence


def test_a_cause_that_was_over_follows_those_that_were_not() -> None:
    logs = [MISSING, CONNECT, PING_502, PING_200, f"{DATA_LOG}bucket/a.csv: ClientError: 400"]
    found = causes.find_causes(["See job logs"], "validation-transform", logs)
    assert [(cause.id, cause.is_over) for cause in found] == [
        ("request-refused", False),
        ("python-package-missing", True),
        ("program-exception", True),
        ("reason-in-job-log", False),
    ]


SOME = st.sampled_from([CONNECT, PING_502, PING_200, PARAMETERS, REQUEST_200, REQUEST_500, MISSING, DATA_LOG])
LOGS = st.lists(SOME | st.text(max_size=40) | st.text(max_size=20).map(f"{DATA_LOG}bucket/".__add__), max_size=40)


@given(LOGS, LOGS)
def test_any_log_is_read(messages: list[str], logs: list[str]) -> None:
    found = causes.find_causes(messages, "validation-transform", logs)
    assert found == causes.find_causes(messages, "validation-transform", logs)
    assert found == sorted(found, key=causes.likelihood)
    assert [cause for cause in found if not 0 < len(cause.evidence) <= 400 + 200 + 4] == []
    assert len({cause.id for cause in found}) == len(found)


def test_the_object_of_a_long_line_is_named_once_in_the_evidence() -> None:
    for text in ("Unable to get response from algorithm: " + "x" * 500, "x" * 500 + " CUDA out of memory"):
        cause = causes.find_causes([], "validation-transform", [f"{DATA_LOG}bucket/one.csv: {text}"])[0]
        assert cause.evidence.startswith("bucket/one.csv: ")
        assert cause.evidence.count("bucket/one.csv") == 1


def test_the_lines_of_both_ends_fit_into_a_message() -> None:
    half = MAX_MESSAGE // 2
    lines = [str(number % 10) for number in range(2 * half)]
    # A line of one character and its end count as two.
    assert job_log.both_ends(lines) == lines[: half // 2] + lines[-(half // 2) :]
    assert job_log.both_ends([""] * (2 * half + 1)) == [""] * (2 * half)
