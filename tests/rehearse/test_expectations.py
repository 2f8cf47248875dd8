"""Expectations: what they report about the answers of a job, with the field of the manifest."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.rehearse.given_answers import GivenAnswers
from tests.rehearse.jobs import job

from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.manifest.rehearsal import Expectation
from sagemaker_marketplace.rehearse.contract.record_counts import count_records
from sagemaker_marketplace.rehearse.observations import DROPPED, Exchange
from sagemaker_marketplace.rehearse.outputs import expectations

FIX = "fix the container, or correct the expectation"
Bodies = Mapping[str, Sequence[bytes]]


def exchange(name: str, number: int, body: bytes, content_type: str = "text/csv", **fields: Any) -> Exchange:
    records = count_records(body, content_type)
    answered = {"status": 200, "answer_bytes": len(body), "answer_records": records, **fields}
    return Exchange(name, number, 10, 0.1, content_type=content_type, **answered)


def found(tmp_path: Path, expect: Expectation, exchanges: Sequence[Exchange], bodies: Bodies) -> list[list[str]]:
    results = expectations.findings(
        expect, job(), exchanges, GivenAnswers(bodies), Workspace(str(tmp_path), bound=True), "manifest.yaml"
    )
    return [[".".join(map(str, path)), message, hint] for path, message, hint in results]


BODIES: Bodies = {"a.csv": [b"0.1,x\n0.2,y\n", b"0.3,z\n"], "b.csv": [b""]}
GOOD = [exchange(name, number, body) for name, parts in BODIES.items() for number, body in enumerate(parts)]


def test_nothing_is_expected(tmp_path: Path) -> None:
    assert found(tmp_path, Expectation(), [], {}) == []


@pytest.mark.parametrize(
    ("expect", "exchanges", "expected"),
    [
        ({"status": 200, "content_type": "Text/CSV; header=no", "records": 3}, GOOD, []),
        ({"content_type": "text/*"}, GOOD, []),
        ({"content_type": "*/*"}, GOOD, []),
        (
            {"status": 204},
            GOOD[:1],
            [["rehearsal.expect.status", "expected status 204, got 200 (request 1 of a.csv)"]],
        ),
        (
            {"status": 200},
            [*GOOD, exchange("b.csv", 1, b"", status=None, error=DROPPED), exchange("b.csv", 2, b"", status=500)],
            [
                [
                    "rehearsal.expect.status",
                    "expected status 200, got no answer (dropped) (request 2 of b.csv; 2 of 5 requests)",
                ]
            ],
        ),
        (
            {"content_type": "text/csv"},
            [*GOOD, exchange("c.csv", 0, b"[]", "application/json; charset=utf-8"), exchange("c.csv", 1, b"", "")],
            [
                [
                    "rehearsal.expect.content-type",
                    "expected text/csv, got application/json (request 1 of c.csv; 1 of 5 requests)",
                ]
            ],
        ),
        (
            {"content_type": "text/csv"},
            [exchange("a.csv", 0, b"1", "")],
            [
                [
                    "rehearsal.expect.content-type",
                    "expected text/csv, got an answer without content type (request 1 of a.csv)",
                ]
            ],
        ),
        ({"records": 1}, GOOD, [["rehearsal.expect.records", "expected 1 record, got 3"]]),
        ({"records": 4000}, GOOD, [["rehearsal.expect.records", "expected 4,000 records, got 3"]]),
    ],
)
def test_requests(
    tmp_path: Path, expect: Mapping[str, Any], exchanges: Sequence[Exchange], expected: Sequence[Sequence[str]]
) -> None:
    assert found(tmp_path, Expectation(**expect), exchanges, {}) == [[*result, FIX] for result in expected]


def test_records_that_can_not_be_counted(tmp_path: Path) -> None:
    image = exchange("c.csv", 0, b"\x89PNG", "image/png")
    assert found(tmp_path, Expectation(records=3), [*GOOD, image], {}) == [
        [
            "rehearsal.expect.records",
            "expected 3 records, but records in image/png can't be counted (request 1 of c.csv; 1 of 4 requests)",
            "remove the expectation, or return CSV or JSON",
        ]
    ]


def write(root: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


ONE: Bodies = {"a.csv": BODIES["a.csv"]}


@pytest.mark.parametrize(
    ("files", "bodies", "expected"),
    [
        ({"out": b"0.1,x\n0.2,y\n0.3,z\n"}, ONE, []),
        ({"out": b"0.1001,x\n0.2,y\n0.3,z\n"}, ONE, []),
        ({"out/a.csv.out": b"0.1,x\n0.2,y\n0.3,z\n", "out/b.csv.out": b""}, BODIES, []),
        ({"out/a.csv.out": b"0.1,x\n0.2,y\n0.3,z\n", "out/.gitkeep": b""}, {"/a.csv": BODIES["a.csv"]}, []),
        (
            {"out": b"0.1,x\n0.3,y\n0.3,z\n"},
            ONE,
            [("a.csv.out, line 2, field 1: expected 0.3, got 0.2 (tolerance 0.01)", FIX)],
        ),
        (
            {"out": b"0.1,x\n"},
            BODIES,
            [("out is a file, but the job has 2 outputs", "use a folder with a file for each output: NAME.out")],
        ),
        (
            {"out": b"0.1,x\n"},
            {},
            [("out is a file, but the job has 0 outputs", "use a folder with a file for each output: NAME.out")],
        ),
        (
            {"out/a.csv.out": b"0.1,x\n0.2,y\n0.3,Z\n", "out/c.csv.out": b""},
            BODIES,
            [
                ('a.csv.out, line 3, field 2: expected "Z", got "z" (tolerance 0.01)', FIX),
                ("out has no file b.csv.out", "add the expected output"),
                ("the job has no output c.csv.out, but out has", FIX),
            ],
        ),
    ],
)
def test_outputs(
    tmp_path: Path, files: Mapping[str, bytes], bodies: Bodies, expected: Sequence[tuple[str, str]]
) -> None:
    write(tmp_path, files)
    expect = Expectation(output="out", tolerance=0.01)
    assert found(tmp_path, expect, GOOD, bodies) == [["rehearsal.expect.output", *result] for result in expected]


def test_one_of_several_jobs_has_a_subfolder(tmp_path: Path) -> None:
    write(tmp_path, {"out/two/a.csv.out": b"0.1,x\n0.2,y\n0.3,z\n", "out/one/a.csv.out": b"", "flat/a.csv.out": b""})
    workspace = Workspace(str(tmp_path), bound=True)

    def messages(output: str, subfolder: str) -> list[str]:
        expect, answers = Expectation(output=output), GivenAnswers(ONE)
        results = expectations.findings(expect, job(), GOOD, answers, workspace, "manifest.yaml", subfolder)
        return [message for _, message, _ in results]

    assert messages("out", "two") == []
    assert messages("out", "one") == ['a.csv.out, line 1: expected the end, got "0.1,x"']
    assert messages("flat", "two") == ['a.csv.out, line 1: expected the end, got "0.1,x"']
    assert messages("out", "") == [
        "out has no file a.csv.out",
        "the job has no output one/a.csv.out, but out has",
        "the job has no output two/a.csv.out, but out has",
    ]


def test_other_types_than_csv_have_columns(tmp_path: Path) -> None:
    write(tmp_path, {"out": b'{"score": 1}'})
    sent = [exchange("a.json", 0, b'{"score": 2}', "application/json")]
    assert found(tmp_path, Expectation(output="out"), sent, {"a.json": [b'{"score": 2}']}) == [
        ["rehearsal.expect.output", "a.json.out, line 1, column 11: expected 1, got 2", FIX]
    ]


SCORES = {
    "type": "object",
    "required": ["predictions"],
    "properties": {"predictions": {"type": "array", "items": {"type": "number", "maximum": 1}}},
}


@pytest.mark.parametrize(
    ("content_type", "bodies", "error"),
    [
        ("application/json", [b'{"predictions": [0.1]}', b'{"predictions": []}'], ""),
        ("application/vnd.x+json; v=1", [b'{"predictions": [0.1]}'], ""),
        ("application/jsonlines", [b'{"predictions": [0.1]}\n\n{"predictions": []}\n'], ""),
        (
            "application/json",
            [b'{"predictions": [0.1]}', b'{"predictions": [0.1, 1.5]}'],
            "$.predictions[1]: 1.5 is greater than the maximum of 1 (request 2 of a)",
        ),
        ("application/json", [b"{}"], "'predictions' is a required property (request 1 of a)"),
        ("application/json", [b"{'predictions': []}"], "not valid JSON (request 1 of a)"),
        ("application/json", [b"[" * 100_000], "not valid JSON (request 1 of a)"),
        (
            "application/jsonlines",
            [b'{"predictions": [0.1]}\n[]\n'],
            "[] is not of type 'object' (request 1 of a, line 2)",
        ),
        (
            "application/json",
            [json.dumps({"predictions": "x" * 500}).encode()],
            f"$.predictions: '{'x' * 299}… (request 1 of a)",
        ),
    ],
)
def test_schema(tmp_path: Path, content_type: str, bodies: Sequence[bytes], error: str) -> None:
    write(tmp_path, {"answer.schema.json": json.dumps(SCORES).encode()})
    sent = [exchange("a", number, body, content_type) for number, body in enumerate(bodies)]
    expected = [["rehearsal.expect.schema", f"the answer does not match answer.schema.json: {error}", FIX]]
    assert found(tmp_path, Expectation(schema="answer.schema.json"), sent, {"a": bodies}) == expected * bool(error)


def test_answers_that_are_not_json(tmp_path: Path) -> None:
    write(tmp_path, {"answer.schema.json": b"{}"})
    assert found(tmp_path, Expectation(schema="answer.schema.json"), GOOD, BODIES) == [
        [
            "rehearsal.expect.schema",
            "no answer to validate by answer.schema.json: none is JSON",
            "return JSON, or remove the expectation",
        ]
    ]


@pytest.mark.parametrize(
    ("schema", "message", "hint"),
    [
        (b"{", "answer.schema.json is not valid JSON", "write a JSON Schema"),
        (b"\xff", "answer.schema.json is not valid JSON", "write a JSON Schema"),
        (b'{"a":' * 100_000, "answer.schema.json is not valid JSON", "write a JSON Schema"),
        (
            b'{"properties": {"a": {"type": "text"}}}',
            "answer.schema.json is not a valid JSON Schema: $.properties.a.type: 'text' is not valid under any of the "
            "given schemas",
            "fix the schema",
        ),
        (
            b"[]",
            "answer.schema.json is not a valid JSON Schema: [] is not of type 'object', 'boolean'",
            "fix the schema",
        ),
        (
            b'{"$ref": "https://example.com/other.json"}',
            "can't resolve the reference https://example.com/other.json in answer.schema.json",
            "put what it refers to into the schema",
        ),
        (b'{"$schema": 5}', "answer.schema.json is not a valid JSON Schema", "fix the schema"),
        (b'{"$schema": "http://[::1"}', "answer.schema.json is not a valid JSON Schema", "fix the schema"),
        (b'{"pattern": "a{99999999999}"}', "answer.schema.json is not a valid JSON Schema", "fix the schema"),
        (b'{"$ref": "#"}', "answer.schema.json refers to itself without end", "fix the schema"),
        (
            b'{"type": "string", "pattern": "("}',
            "answer.schema.json is not a valid JSON Schema: $.pattern: '(' is not a 'regex'",
            "fix the schema",
        ),
    ],
)
def test_schemas_that_can_not_be_used(tmp_path: Path, schema: bytes, message: str, hint: str) -> None:
    write(tmp_path, {"answer.schema.json": schema})
    with pytest.raises(Failure) as raised:
        found(
            tmp_path,
            Expectation(schema="answer.schema.json"),
            [exchange("a", 0, b'"x"', "application/json")],
            {"a": [b'"x"']},
        )
    assert (raised.value.message, raised.value.hint, raised.value.exit_code) == (message, hint, USAGE)


def test_a_reference_to_a_host_is_not_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        reference = f"http://127.0.0.1:{server.getsockname()[1]}/other.json"
        write(tmp_path, {"answer.schema.json": json.dumps({"$ref": reference}).encode()})
        sent = [exchange("a", 0, b"1", "application/json")]
        with pytest.raises(Failure):
            found(tmp_path, Expectation(schema="answer.schema.json"), sent, {"a": [b"1"]})
        with pytest.raises(BlockingIOError):
            server.accept()
