"""The `rehearsal` block in editors, with safe fixes, with ignores, and with long values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from tests.manifest.test_rehearsal_block import HEAD, NAMES, SELECT, found, parse, values

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import editor_schema, fixes, schema

FACTS = Facts()
ROOT = Path(__file__).parents[2]
PUBLISHED = Draft7Validator(editor_schema.build(schema.load()))


@given(data=st.dictionaries(st.sampled_from(NAMES), values, max_size=6))
def test_an_editor_accepts_each_block_that_the_check_accepts(data: Mapping[str, Any]) -> None:
    manifest = {"kind": "Algorithm", "region": "us-east-2", "rehearsal": data, "spec": {}}
    findings = check.findings(parse(json.dumps(manifest)), FACTS, SELECT)
    if not any(each.path[:1] == ("rehearsal",) for each in findings):
        assert editor_errors(manifest) == []


@pytest.mark.parametrize(
    ("block", "accepted"),
    [
        ("{$file: block.yaml}", True),
        ("{$file: block.yaml, image: a}", False),
        ("{expect: {$file: expect.json}}", True),
        ("{image: 'churn:${TAG}', patience: '${PATIENCE}'}", True),
        ("{image: 1.10, model: none, input: 5}", True),
        ("{expect: {records: '${COUNT}', status: '${STATUS}', tolerance: '${TOLERANCE}'}}", True),
        ("{patience: 8m}", False),
        ("{expect: {records: -1}}", False),
        ("{expect: {contentType: text/csv}}", False),
        ("{image: 'a b'}", False),
        ("[]", False),
    ],
)
def test_what_an_editor_accepts(block: str, accepted: bool) -> None:
    manifest = yaml.safe_load(f"{HEAD}rehearsal: {block}\n")
    assert (editor_errors(manifest) == []) == accepted


def editor_errors(manifest: Any) -> list[Any]:
    return [error for error in PUBLISHED.iter_errors(manifest) if list(error.path)[:1] == ["rehearsal"]]


def test_every_field_has_a_description_for_editors() -> None:
    published = json.loads((ROOT / "schema" / "manifest.schema.json").read_text("utf-8"))["properties"]["rehearsal"]
    block = published["else"]
    fields = {**block["properties"], **block["properties"]["expect"]["else"]["properties"]}
    assert sorted(fields) == sorted(NAMES)
    without = [name for name, field in fields.items() if not any("description" in part for part in parts(field))]
    assert (without, bool(block["description"])) == ([], True)


def parts(field: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a schema and what it combines."""
    return [field, *field.get("anyOf", ()), *([field["else"]] if "else" in field else ())]


def test_a_fix_changes_only_the_value() -> None:
    text = f"{HEAD}rehearsal:  # local\n  expect:\n    records: '3'  # rows\n    status: \"200\"\n"
    edits = [each.fix for each in check.findings(parse(text), FACTS, SELECT) if each.fix]
    fixed, count = fixes.apply(text, edits)
    assert (fixed, count) == (text.replace("'3'", "3").replace('"200"', "200"), 2)
    assert check.findings(parse(fixed), FACTS, SELECT) == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("rehearsal: {patience: 4000}\n", ["rehearsal-patience-too-long"]),
        ("rehearsal: {patience: 4000}  # sagemaker-marketplace: ignore[rehearsal-patience-too-long]\n", []),
        ("rehearsal: {patience: 4000}\nignore: [rehearsal-patience-too-long]\n", []),
        ("rehearsal: {patience: 400}\nignore: [rehearsal-patience-too-long]\n", ["unused-ignore"]),
        ("rehearsal: {patience: 400}\nignore: [rehearsal-file]\n", ["unknown-ignore"]),
    ],
)
def test_ignores(text: str, rules: list[str]) -> None:
    findings = check.findings(parse(f"{HEAD}{text}"), FACTS)
    reported = [each for each in findings if "rehearsal" in each.message or each.path[:1] == ("rehearsal",)]
    assert [each.rule for each in reported] == rules


def test_a_field_of_the_request_does_not_belong_in_the_block() -> None:
    findings = check.findings(parse(f"{HEAD}rehearsal: {{model: none}}\nImage: a\nimage: b\n"), FACTS, SELECT)
    assert [(each.message, each.hint) for each in findings] == [
        ('unknown field "Image" in the manifest', "move it to Containers"),
        ('unknown field "image" in the manifest', "move it to rehearsal"),
    ]


LONG = "a" * 1025


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        (f"{{input: {LONG}}}", "input is too long (1,025 characters, maximum 1,024)", "remove 1 character"),
        (
            f"{{expect: {{schema: {LONG}}}}}",
            "schema is too long (1,025 characters, maximum 1,024)",
            "remove 1 character",
        ),
        (
            f"{{expect: {{content-type: {LONG}}}}}",
            "content-type is too long (1,025 characters, maximum 256)",
            "remove 769 characters",
        ),
        (
            f"{{image: {LONG}}}",
            "image is too long (1,025 characters, maximum 512)",
            "use an image name without spaces, such as churn-scorer:dev",
        ),
    ],
)
def test_long_values(written: str, message: str, hint: str) -> None:
    assert found(written) == [("out-of-range", message, hint)]
