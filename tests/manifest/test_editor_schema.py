"""The schema for editors accepts what the check accepts: real requests with random changes."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from sagemaker_marketplace.manifest import editor_schema, schema, validation

RECORDS = [json.loads(path.read_text()) for path in sorted(Path(__file__).parents[1].glob("requests/*.json"))]
REQUESTS = {
    kind: [record["request"] for record in RECORDS if record["operation"] == f"Create{kind}"] for kind in schema.kinds()
}
FIELDS = sorted(
    {
        name
        for node in schema.load()["definitions"].values()
        for name in schema.resolve(node).get("properties", ())
        if name != "$file"  # the reader replaces it before the validation
    }
)
WORDS = (
    "Approved",
    "File",
    "S3Prefix",
    "ml.m5.large",
    "ml.new.large",
    "text/csv",
    "s3://b/k",
    "arn:aws:iam::123456789012:role/r",
)
# Replacements for values of a request. Without floats such as 1.0, which only JSON Schema accepts as integers.
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-3, 200)
    | st.sampled_from([0.5, -1.5, "", "a" * 64, "a" * 1025, "a" * 5000, "é", "\n", "x\n", "١", *WORDS])
    | st.text(max_size=6).filter(lambda text: "${" not in text)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=3), inner),
    max_leaves=6,
)


INSTANCE_TYPE = "ml.m5.large"
PUBLISHED = Draft7Validator(editor_schema.build(schema.load()))


def entries(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each object and list of a document with each of its keys or indices."""
    for key in list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield data, key
        yield from entries(data[key])


def change(draw: st.DataObject, data: Any) -> None:
    container, key = draw.draw(st.sampled_from(list(entries(data))))
    change_type = draw.draw(st.sampled_from(["replace", "remove", "rename", "repeat", "add"]))
    if change_type == "remove":
        del container[key]
    elif change_type == "rename" and isinstance(container, dict):
        container[draw.draw(st.sampled_from(FIELDS) | st.text(max_size=4))] = container.pop(key)
    elif change_type == "repeat" and isinstance(container[key], list):
        container[key] = container[key] * draw.draw(st.integers(0, 60))
    elif change_type == "add" and isinstance(container[key], dict):
        container[key][draw.draw(st.sampled_from(FIELDS))] = draw.draw(values)
    else:
        container[key] = draw.draw(values)


@pytest.mark.parametrize("kind", ["Algorithm", "ModelPackage"])
@given(draw=st.data())
def test_an_editor_reports_nothing_that_the_check_accepts(kind: str, draw: st.DataObject) -> None:
    spec = copy.deepcopy(draw.draw(st.sampled_from(REQUESTS[kind])))
    data: dict[str, Any] = {"kind": kind, "region": "us-east-2", "spec": spec}
    for _ in range(draw.draw(st.integers(0, 3))):
        change(draw, data)
    assert_editor_accepts(data)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["source"][:40])
def test_an_editor_reports_nothing_for_real_requests(record: dict[str, Any]) -> None:
    kind = record["operation"].removeprefix("Create")
    assert_editor_accepts({"kind": kind, "region": record.get("region") or "us-east-2", "spec": record["request"]})


def assert_editor_accepts(data: dict[str, Any]) -> None:
    """Assert that the schema accepts the data if the check does; instance types are left to rules."""
    if not list(validation.problems(data)):
        errors = [error for error in PUBLISHED.iter_errors(data) if error.validator != "anyOf"]
        enums = [
            error
            for error in PUBLISHED.iter_errors(data)
            if error.validator == "anyOf"
            and not any(INSTANCE_TYPE in inner.schema.get("enum", ()) for inner in error.context or ())
        ]
        assert (errors, enums) == ([], [])
