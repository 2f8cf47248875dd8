"""The `rehearsal` block of a manifest: what is read from it, and one finding for each mistake in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader, rehearsal
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import ERROR, USAGE, Failure
from sagemaker_marketplace.manifest.rehearsal import Expectation, Rehearsal

FACTS = Facts()
HEAD = "kind: ModelPackage\nregion: us-east-2\nspec: {ModelPackageName: churn}\n"
VARIABLES = {"TAG": "1.0", "COUNT": "3", "DATA": "data/validation"}
FILES = {"block.yaml": b"image: churn:dev\nexpect: {$file: expect.json}\n", "expect.json": b'{"records": 3}'}
# The one rule that is not about the block and reports none of HEAD.
SELECT = ("arm64-image",)


def parse(text: str) -> Document:
    def read(name: str, _parent: str) -> tuple[str, bytes]:
        if name not in FILES:
            raise Failure(f"file not found: {name}", USAGE)
        return name, FILES[name]

    return reader.parse("m.yaml", text.encode("utf-8", "surrogatepass"), read, VARIABLES)


def block(written: str) -> Rehearsal:
    document = parse(f"{HEAD}rehearsal: {written}\n")
    assert check.findings(document, FACTS, SELECT) == []
    return rehearsal.read(document)


def found(written: str) -> list[tuple[str, str, str]]:
    """Rule, message and hint of each finding on a manifest with a block."""
    findings = check.findings(parse(f"{HEAD}rehearsal: {written}\n"), FACTS, SELECT)
    return [(each.rule, each.message, each.hint) for each in findings]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{}", Rehearsal()),
        ("{model: none}", Rehearsal(model="none")),
        ("{model: 'none', input: 1.10}", Rehearsal(model="none", input="1.10")),
        (
            "{image: 'churn:${TAG}', input: '${DATA}/a.csv'}",
            Rehearsal(image="churn:1.0", input="data/validation/a.csv"),
        ),
        ("\n  expect:\n    records: ${COUNT}", Rehearsal(expect=Expectation(records=3))),
        ("{expect: {records: 0, status: 204}}", Rehearsal(expect=Expectation(records=0, status=204))),
        ("{expect: {tolerance: 0}}", Rehearsal(expect=Expectation(tolerance=0.0))),
        ("{expect: {tolerance: 1e-3}}", Rehearsal(expect=Expectation(tolerance=0.001))),
        (
            "{expect: {content-type: text/csv; header=absent}}",
            Rehearsal(expect=Expectation(content_type="text/csv; header=absent")),
        ),
        ("{patience: 90}", Rehearsal(patience_seconds=90.0)),
        ("{patience: 1.5}", Rehearsal(patience_seconds=1.5)),
        ("{$file: block.yaml}", Rehearsal(image="churn:dev", expect=Expectation(records=3))),
    ],
)
def test_values(written: str, expected: Rehearsal) -> None:
    assert block(written) == expected


IN_BLOCK, IN_EXPECT = "in rehearsal", "in expect"


@pytest.mark.parametrize(
    ("written", "rule", "message", "hint"),
    [
        ("{patiance: 5}", "unknown-field", f'unknown field "patiance" {IN_BLOCK}', "did you mean patience?"),
        ("{Patience: 5}", "unknown-field", f'unknown field "Patience" {IN_BLOCK}', "did you mean patience?"),
        ("{Image: a, Model: none}", "unknown-field", f'unknown fields "Image", "Model" {IN_BLOCK}', "use image, model"),
        ("{imgae: a}", "unknown-field", f'unknown field "imgae" {IN_BLOCK}', "did you mean image?"),
        (
            "{ModelDataUrl: a}",
            "unknown-field",
            f'unknown field "ModelDataUrl" {IN_BLOCK}',
            "use one of bidirectional-streaming, expect, image, input, model, patience, real-time, samples, training",
        ),
        ("{status: 200}", "unknown-field", f'unknown field "status" {IN_BLOCK}', "move it to expect"),
        ("{content-type: a/b}", "unknown-field", f'unknown field "content-type" {IN_BLOCK}', "move it to expect"),
        ("{expect: {model: a}}", "unknown-field", f'unknown field "model" {IN_EXPECT}', "move it to rehearsal"),
        *(
            (
                f"{{expect: {{{name}: text/csv}}}}",
                "unknown-field",
                f'unknown field "{name}" {IN_EXPECT}',
                "did you mean content-type?",
            )
            for name in ("contentType", "Content-Type", "content_type", "ContentType", "conten-type")
        ),
        ("{expect: {record: 3}}", "unknown-field", f'unknown field "record" {IN_EXPECT}', "did you mean records?"),
        ("[]", "invalid-type", "rehearsal must be an object, not a list", "write its entries as NAME: value"),
        ("churn:dev", "invalid-type", "rehearsal must be an object, not a string", ""),
        ("{expect: 200}", "invalid-type", "expect must be an object, not a string", ""),
        ("{model: [a]}", "invalid-type", "model must be a string, not a list", "remove the brackets"),
        (
            "{model: }",
            "invalid-type",
            "model has no value",
            'set a value, write "" for an empty string, or remove the key',
        ),
        ("{patience: 8m}", "invalid-type", "patience must be a number, not 8m", "write 480"),
        ("{patience: '60'}", "invalid-type", "patience must be a number, not a string", "write 60 without quotes"),
        (
            "{patience: .inf}",
            "invalid-type",
            "patience must be a number, not .inf",
            "use plain decimal digits, such as 0.5",
        ),
        (
            "{patience: 1e999}",
            "invalid-type",
            "patience must be a number, not 1e999",
            "use plain decimal digits, such as 0.5",
        ),
        ("{patience: 0}", "out-of-range", "patience must be at least 1, not 0.0", ""),
        ("{patience: -5}", "out-of-range", "patience must be at least 1, not -5.0", ""),
        ("{patience: 86401}", "out-of-range", "patience must be at most 86,400, not 86,401.0", ""),
        (
            "{expect: {tolerance: .nan}}",
            "invalid-type",
            "tolerance must be a number, not .nan",
            "use plain decimal digits, such as 0.5",
        ),
        ("{expect: {tolerance: -0.1}}", "out-of-range", "tolerance must be at least 0, not -0.1", ""),
        ("{expect: {records: -1}}", "out-of-range", "records must be at least 0, not -1", ""),
        (
            "{expect: {records: 1.5}}",
            "invalid-type",
            "records must be an integer, not 1.5",
            "use plain decimal digits, such as 10",
        ),
        (
            "{expect: {records: '3'}}",
            "invalid-type",
            "records must be an integer, not a string",
            "write 3 without quotes",
        ),
        ("{expect: {status: 99}}", "out-of-range", "status must be at least 100, not 99", ""),
        ("{expect: {status: 600}}", "out-of-range", "status must be at most 599, not 600", ""),
        (
            "{expect: {status: OK}}",
            "invalid-type",
            "status must be an integer, not OK",
            "use plain decimal digits, such as 10",
        ),
        (
            "{image: ''}",
            "out-of-range",
            "image must not be empty",
            "use an image name without spaces, such as churn-scorer:dev",
        ),
        (
            "{image: 'a b'}",
            "invalid-format",
            'invalid image: "a b" contains " "',
            "use an image name without spaces, such as churn-scorer:dev",
        ),
        ("{input: ''}", "out-of-range", "input must not be empty", "add 1 character"),
        (
            "{image: 'churn:${NO}'}",
            "unknown-variable",
            "variable NO is not set",
            "set it with `variables` / --var NO=..., or add a default: ${NO:-...}",
        ),
        ("{$file: no.yaml}", "file-reference", "file not found: no.yaml", ""),
    ],
)
def test_a_mistake_has_one_finding(written: str, rule: str, message: str, hint: str) -> None:
    assert found(written) == [(rule, message, hint)]


@pytest.mark.parametrize("name", ["rehersal", "Rehearsal", "reharsal", "rehearsals"])
def test_a_misspelt_block(name: str) -> None:
    findings = check.findings(parse(f"{HEAD}{name}: {{image: a}}\n"), FACTS, SELECT)
    expected = [(f'unknown field "{name}" in the manifest', "did you mean rehearsal?")]
    assert [(each.message, each.hint) for each in findings] == expected


def test_a_block_in_the_request() -> None:
    text = "kind: ModelPackage\nregion: us-east-2\nspec: {ModelPackageName: churn, rehearsal: {image: a}}\n"
    findings = check.findings(parse(text), FACTS, SELECT)
    expected = [('unknown field "rehearsal" in spec', "move it to the top level of the manifest")]
    assert [(each.message, each.hint) for each in findings] == expected


def test_fields_next_to_the_block() -> None:
    findings = check.findings(parse(f"{HEAD}rehearsal: {{image: a}}\npatience: 5\nrecords: 3\n"), FACTS, SELECT)
    assert [(each.message, each.hint) for each in findings] == [
        ('unknown field "patience" in the manifest', "move it to rehearsal"),
        ('unknown field "records" in the manifest', "move it to expect"),
    ]


def test_fields_without_the_block_are_not_moved_to_it() -> None:
    findings = check.findings(parse(f"{HEAD}image: a\n"), FACTS, SELECT)
    assert [(each.message, each.hint) for each in findings] == [
        ('unknown field "image" in the manifest', "use one of ignore, kind, region, rehearsal, role-to-assume, spec")
    ]


def test_a_huge_number_of_records() -> None:
    assert block(f"{{expect: {{records: {'9' * 400}}}}}").expect.records == int("9" * 400)
    message = f"records must be an integer, not {'9' * 401}"
    assert found(f"{{expect: {{records: {'9' * 401}}}}}") == [
        ("invalid-type", message, "use plain decimal digits, such as 10")
    ]


NAMES = (
    "image",
    "model",
    "input",
    "expect",
    "patience",
    "training",
    "samples",
    "real-time",
    "bidirectional-streaming",
    "status",
    "content-type",
    "records",
    "output",
    "tolerance",
    "schema",
)
WORDS = (
    "none",
    "churn:dev",
    "text/csv",
    "~",
    "~/x",
    "C:\\x",
    "../..",
    "/",
    "/dev/zero",
    "a\0b",
    ".git",
    "s3://b/k",
    "${TAG}",
    "",
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-3, 700)
    | st.integers()
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=8)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), inner),
    max_leaves=8,
)
blocks = values | st.dictionaries(st.sampled_from(NAMES), values, max_size=6)


@given(data=blocks)
def test_any_block_is_read_or_has_findings(data: Any) -> None:
    document = parse(json.dumps({"kind": "Algorithm", "region": "us-east-2", "rehearsal": data, "spec": {}}))
    findings = check.findings(document, FACTS)
    if any(each.path[:1] == ("rehearsal",) and each.severity == ERROR for each in findings):
        return
    read = rehearsal.read(document)
    assert isinstance(read, Rehearsal)
    assert all(isinstance(text, str) for text in (read.image, read.model, read.input, read.expect.output))
    assert 1 <= read.patience_seconds <= 86_400
    assert 0 <= read.expect.tolerance < float("inf")
    assert read.expect.records is None or read.expect.records >= 0
    assert read.expect.status is None or 100 <= read.expect.status <= 599
    assert all(isinstance(text, str) for text in (read.training.image, *read.training.input.values()))
    assert all(isinstance(text, str) for paths in read.samples.values() for text in paths)
    assert read.real_time in (None, True, False)
