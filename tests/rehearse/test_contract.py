"""What SageMaker sends to a container, what it accepts, and its words: parameters, environment, headers, assembly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearse.jobs import job, observations

from sagemaker_marketplace.rehearse.contract import contract
from sagemaker_marketplace.rehearse.contract.contract import AnsweredParameters, Parameters
from sagemaker_marketplace.rehearse.contract.record_counts import count_records
from sagemaker_marketplace.rehearse.observations import (
    DROPPED,
    TIMED_OUT,
    Exchange,
    ModelProblem,
    ParametersAnswer,
)


def answer(body: Any, status: int | None = 200) -> ParametersAnswer:
    return ParametersAnswer(status, "application/json", body if isinstance(body, bytes) else json.dumps(body).encode())


ALL: dict[str, int | str] = {"MaxConcurrentTransforms": 4, "BatchStrategy": "SINGLE_RECORD", "MaxPayloadInMB": 10}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (None, AnsweredParameters()),
        (answer(b"not found", 404), AnsweredParameters()),
        (answer(ALL), AnsweredParameters(ALL)),
        (answer({**ALL, "Other": 1}), AnsweredParameters(ALL)),
        (answer({}), AnsweredParameters()),
        (answer(b"x", 500), AnsweredParameters(problems=("status 500",))),
        (ParametersAnswer(None, error=TIMED_OUT), AnsweredParameters(problems=("timed out",))),
        (answer(b"{'MaxPayloadInMB': 6}"), AnsweredParameters(problems=("the answer is not valid JSON",))),
        (answer(b"\xff"), AnsweredParameters(problems=("the answer is not valid JSON",))),
        (answer(b"[" * 100_000), AnsweredParameters(problems=("the answer is not valid JSON",))),
        (answer([ALL]), AnsweredParameters(problems=("the answer is not a JSON object",))),
        (
            answer({"BatchStrategy": "MultiRecord"}),
            AnsweredParameters({"BatchStrategy": "MULTI_RECORD"}, is_api_strategy=True),
        ),
        (
            answer({"MaxConcurrentTransforms": "4", "BatchStrategy": ["MULTI_RECORD"], "MaxPayloadInMB": True}),
            AnsweredParameters(
                problems=(
                    'invalid MaxConcurrentTransforms: "4"',
                    'invalid BatchStrategy: ["MULTI_RECORD"]',
                    "invalid MaxPayloadInMB: true",
                )
            ),
        ),
        (
            answer({"MaxConcurrentTransforms": -1, "MaxPayloadInMB": 0}),
            AnsweredParameters({"MaxPayloadInMB": 0}, ("invalid MaxConcurrentTransforms: -1",)),
        ),
    ],
)
def test_answers_to_execution_parameters(response: ParametersAnswer | None, expected: AnsweredParameters) -> None:
    assert contract.answered_parameters(response) == expected


@pytest.mark.parametrize(
    ("fields", "response", "expected"),
    [
        ({}, None, Parameters(1, "MULTI_RECORD", 6)),
        ({}, answer(ALL), Parameters(4, "SINGLE_RECORD", 10)),
        ({}, answer(b"?"), Parameters()),
        ({}, answer({"MaxConcurrentTransforms": 0, "MaxPayloadInMB": 0}), Parameters(1, "MULTI_RECORD", 0)),
        ({"max_payload_mb": 0}, answer(ALL), Parameters(4, "SINGLE_RECORD", 0)),
        ({"max_concurrent": 2, "batch_strategy": "MultiRecord"}, answer(ALL), Parameters(2, "MULTI_RECORD", 10)),
        ({"batch_strategy": "SingleRecord"}, None, Parameters(1, "SINGLE_RECORD", 6)),
    ],
)
def test_parameters_in_force(
    fields: Mapping[str, Any], response: ParametersAnswer | None, expected: Parameters
) -> None:
    assert contract.parameters_in_force(job(**fields), response) == expected


def test_the_product_is_limited() -> None:
    assert Parameters(64, "MULTI_RECORD", 6).total_mb == 384 > contract.MAX_TOTAL_MB == 100


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"SAGEMAKER_BATCH": "true"}),
        (
            {"environment": {"A": "1", "SAGEMAKER_BATCH": "no"}, "max_payload_mb": 0, "batch_strategy": "SingleRecord"},
            {
                "A": "1",
                "SAGEMAKER_BATCH": "true",
                "SAGEMAKER_BATCH_STRATEGY": "SINGLE_RECORD",
                "SAGEMAKER_MAX_PAYLOAD_IN_MB": "0",
            },
        ),
        (
            {"max_concurrent": 8, "max_payload_mb": 12, "batch_strategy": "MultiRecord"},
            {
                "SAGEMAKER_BATCH": "true",
                "SAGEMAKER_MAX_CONCURRENT_TRANSFORMS": "8",
                "SAGEMAKER_BATCH_STRATEGY": "MULTI_RECORD",
                "SAGEMAKER_MAX_PAYLOAD_IN_MB": "12",
            },
        ),
    ],
)
def test_environment(fields: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    assert contract.environment(job(**fields)) == expected


def test_request_headers() -> None:
    caller = {"Host": "169.254.255.131:8080", "User-Agent": "Go-http-client/1.1"}
    assert contract.request_headers(job(accept="application/json")) == {
        **caller,
        "Content-Type": "text/csv",
        "Accept": "application/json",
    }
    assert contract.request_headers(job(content_type="", accept="")) == caller


@pytest.mark.parametrize(
    ("answers", "as_lines", "joined"),
    [
        ([], b"", b""),
        ([b"1", b"2"], b"1\n2\n", b"12"),
        ([b"1\n", b"2\n3", b""], b"1\n2\n3\n\n", b"1\n2\n3"),
        ([b"1\r\n"], b"1\r\n", b"1\r\n"),
    ],
)
def test_assemble(answers: list[bytes], as_lines: bytes, joined: bytes) -> None:
    assert b"".join(contract.assemble(answers, "Line")) == as_lines
    assert [b"".join(contract.assemble(answers, kind)) for kind in ("None", "")] == [joined, joined]


@given(st.lists(st.binary(max_size=20)))
def test_assembling_loses_no_byte(answers: list[bytes]) -> None:
    assert b"".join(contract.assemble(answers, "None")) == b"".join(answers)
    as_lines = b"".join(contract.assemble(answers, "Line"))
    for each in answers:
        assert as_lines.startswith(each)
        as_lines = as_lines.removeprefix(each).removeprefix(b"" if each.endswith(b"\n") else b"\n")
    assert as_lines == b""


def test_output_name() -> None:
    assert contract.output_name("a/b.csv.gz") == "a/b.csv.gz.out"


PING_FAILED = (
    "AlgorithmError: Model container failed to respond to ping. Please ensure /ping endpoint is implemented and "
    "responds with an HTTP 200 status code"
)
SEE_LOGS = "AlgorithmError: See job logs for more information"
PARAMETERS = "[sagemaker logs]: MaxConcurrentTransforms=1, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD"


def exchange(number: int, status: int | None, head: bytes = b"", error: str = "") -> Exchange:
    return Exchange("rows.csv", number, 10, 0.1, status, head=head, error=error)


@pytest.mark.parametrize(
    ("fields", "words", "log"),
    [
        ({}, "", [PARAMETERS]),
        ({"exchanges": [exchange(0, 200, b"Error"), exchange(1, 204)]}, "", [PARAMETERS]),
        ({"first_ping_seconds": None, "start_error": 'exec: "serve": not found'}, 'exec: "serve": not found', []),
        ({"first_ping_seconds": None}, PING_FAILED, []),
        (
            {"first_ping_seconds": None, "model_problems": (ModelProblem("symbolic-link", "a", "", "", fails=True),)},
            'Failed to extract model data archive for container "container_1" from URL "model.tar.gz". Please ensure '
            "that the object located at the URL is a valid tar.gz archive.",
            [],
        ),
        ({"model_problems": (ModelProblem("wrapped", "a", "", ""),)}, "", [PARAMETERS]),
        (
            {"exchanges": [exchange(0, 200), exchange(1, 413, b"<b>too\nlarge</b>\n"), exchange(2, 500)]},
            SEE_LOGS,
            [
                PARAMETERS,
                "[sagemaker logs]: rows.csv: ClientError: 413",
                "[sagemaker logs]: rows.csv: ",
                "[sagemaker logs]: rows.csv: Message:",
                "[sagemaker logs]: rows.csv: <b>too",
                "[sagemaker logs]: rows.csv: large</b>",
                "[sagemaker logs]: rows.csv: Bad HTTP status received from algorithm: 500",
                "[sagemaker logs]: rows.csv: ",
                "[sagemaker logs]: rows.csv: Message:",
            ],
        ),
        (
            {"exchanges": [exchange(0, None, error=DROPPED)], "parameters": answer(ALL)},
            SEE_LOGS,
            [
                "[sagemaker logs]: MaxConcurrentTransforms=4, MaxPayloadInMB=10, BatchStrategy=SINGLE_RECORD",
                "[sagemaker logs]: rows.csv: Unable to get response from algorithm",
            ],
        ),
    ],
)
def test_the_words_of_the_service(fields: Mapping[str, Any], words: str, log: list[str]) -> None:
    seen = observations(**fields)
    assert (contract.service_words(seen), contract.data_log(seen)) == (words, log)


LINES = ("csv", "json-lines", "jsonl", "jsonlines", "ndjson", "x-jsonl", "x-jsonlines", "x-ndjson")
TEXT = ("csv", "libsvm", "x-libsvm", "tab-separated-values")


@pytest.mark.parametrize(
    "content_type", [*(f"application/{name}" for name in LINES), *(f"text/{name}" for name in TEXT)]
)
def test_types_with_a_record_on_each_line(content_type: str) -> None:
    assert count_records(b"1\n2\n", content_type) == 2


def test_the_limits_of_requests() -> None:
    # Documented: two seconds for a ping; the defaults of ModelClientConfig.
    assert (contract.PING_SECONDS, contract.REQUEST_SECONDS, contract.RETRIES) == (2, 600, 3)
    routes = (contract.PORT, contract.PING, contract.PARAMETERS, contract.INVOCATIONS)
    assert routes == (8080, "/ping", "/execution-parameters", "/invocations")


REC = bytes.fromhex("0a23d7ce0300000061626300")


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", "text/csv", 0),
        (b"1\n2\n\n3", "text/csv; charset=utf-8", 3),
        (b"1\r\n\r\n2\r\n", " Text/CSV ", 2),
        (b'"a, ""b""",1\n"c",2\n', "text/csv", 2),
        (b'"a\nb",1\n2,2', "text/csv", None),
        (b"1\x00\n\x00", "text/csv", None),
        (b'{"a": "\\""}\n{"a": 2}\n', "application/jsonlines", 2),
        (b"1 0:1\n", "text/libsvm", 1),
        (b"1\n2\n", "text/plain", None),
        (b"1\n2\n", "", None),
        (b"[1, [2], 3]", "application/json", 3),
        (b'{"predictions": [1, 2], "model": "x"}', "application/json; charset=utf-8", 2),
        (b'{"predictions": [1], "scores": [1, 2]}', "application/json", None),
        (b'{"prediction": 1}', "application/json", None),
        (b"7", "application/json", None),
        (b"", "application/json", None),
        (b"[1]\n[2]\n", "application/json", None),
        (b"[" * 100_000, "application/json", None),
        (REC * 3, "application/x-recordio-protobuf", 3),
        (REC[:-1], "application/x-recordio-protobuf", None),
        (b"", "application/x-recordio", 0),
        (b"\x89PNG\n\n", "image/png", None),
    ],
)
def test_count_records(body: bytes, content_type: str, expected: int | None) -> None:
    assert count_records(body, content_type) == expected


@given(st.binary(), st.sampled_from(["text/csv", "application/json", "application/x-recordio", "text/html"]))
def test_arbitrary_bodies_are_counted_or_not(body: bytes, content_type: str) -> None:
    number = count_records(body, content_type)
    assert number is None or 0 <= number <= len(body)
