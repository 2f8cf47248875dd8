"""Manifests written from requests: reading one returns the same request, whatever strings it contains."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.init import convert, starters
from sagemaker_marketplace.manifest import foreign, reader, schema, validation, yaml_writer
from sagemaker_marketplace.manifest.findings import USAGE, Failure

RECORDS = [json.loads(path.read_text()) for path in sorted(Path(__file__).parents[1].glob("requests/*.json"))]


def no_files(name: str, parent: str) -> tuple[str, bytes]:
    raise Failure(f"{name} parent {parent} can't be read here", USAGE)


def kind_of(request: dict[str, Any]) -> str:
    return convert.find_request(request, "request.json").kind


def round_trip(kind: str, request: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Write a manifest and read it; return its request and the rules of the findings, apart from placeholders."""
    text = convert.write(kind, "us-east-2", request, "a test")
    doc = reader.parse("m.yaml", text.encode(), no_files, {})
    assert (doc.kind, doc.region) == (kind, "us-east-2")
    return doc.spec, [finding.rule for finding in doc.findings if finding.rule != "placeholder"]


def with_certification(request: dict[str, Any]) -> dict[str, Any]:
    return {**request, "CertifyForMarketplace": request.get("CertifyForMarketplace", False)}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["source"][:40])
def test_real_requests_are_unchanged(record: dict[str, Any]) -> None:
    request = record["request"]
    assert round_trip(kind_of(request), request) == (with_certification(request), [])


def string_entries(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each object and list with each key or index whose value is a string."""
    for key in list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        if isinstance(data[key], str):
            yield data, key
        yield from string_entries(data[key])


ODD_WORDS = (
    "",
    " ",
    "~",
    "null",
    "no",
    "1.10",
    "010",
    "2026-01-01",
    "12:30:45",
    "🎉",
    "\ue000",
    "=",
    "<<",
    "...",
    "---",
)
ODD_DOLLARS = ("$", "$$", "${A}", "$${", "$$${B", "$}")
ODD_SIGNS = (
    "a: b",
    "a #b",
    "- a",
    "? a",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a",
    "a:",
    ":a",
    "a:b",
    "{a",
    "[a",
    "a, b",
    "{}",
)
ODD_CHARACTERS = ("'", '"', "\\", "\t", "\n", "a\n", "\r\n", "\x85", "\u2028", "\ufeff", "\x7f", "\0")
odd = st.sampled_from(ODD_WORDS + ODD_DOLLARS + ODD_SIGNS + ODD_CHARACTERS)
strings = odd | st.lists(odd | st.text(max_size=4), max_size=4).map("".join) | st.text(max_size=30)


@given(draw=st.data())
def test_any_strings_in_real_requests_are_unchanged(draw: st.DataObject) -> None:
    request = copy.deepcopy(draw.draw(st.sampled_from(RECORDS))["request"])
    kind = kind_of(request)
    for container, key in draw.draw(st.lists(st.sampled_from(list(string_entries(request))), min_size=1, max_size=5)):
        container[key] = draw.draw(strings)
    assert round_trip(kind, request) == (with_certification(request), [])


def string_objects() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(strings.filter(lambda key: key != "$file"), strings, max_size=4)


@given(environment=string_objects(), metadata=string_objects(), tags=st.lists(st.tuples(strings, strings), max_size=3))
def test_any_keys_of_objects_are_unchanged(
    environment: dict[str, str], metadata: dict[str, str], tags: list[tuple[str, str]]
) -> None:
    request = {
        "ModelPackageName": "a",
        "InferenceSpecification": {"Containers": [{"Image": "i", "Environment": environment}]},
        "CustomerMetadataProperties": metadata,
        "Tags": [{"Key": key, "Value": value} for key, value in tags],
    }
    assert round_trip("ModelPackage", request) == (with_certification(request), [])


@given(strings)
def test_other_yaml_readers_read_the_same_string(text: str) -> None:
    written = yaml_writer.scalar(text, plain_variables=True)
    assert yaml.safe_load(f"a: {written}\n") == {"a": text}
    assert yaml.safe_load(f"{written}: a\n") == {text: "a"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("text/csv", "text/csv"),
        ("s3://bucket/key", "s3://bucket/key"),
        ("ml.m5.large", "ml.m5.large"),
        ("Predicts who leaves", '"Predicts who leaves"'),
        ("no", '"no"'),
        ("Y", '"Y"'),
        ("1.10", '"1.10"'),
        ("", '""'),
        ("${A}", '"$${A}"'),
        ("5 $", '"5 $"'),
        ("ü\x7f\u2028", '"ü\\u007f\\u2028"'),
        (True, "true"),
        (5, "5"),
        (None, "null"),
        ({}, "{}"),
        ([], "[]"),
    ],
)
def test_scalar(value: Any, written: str) -> None:
    assert yaml_writer.scalar(value) == written


def test_fields_of_a_description_that_requests_do_not_have_are_omitted() -> None:
    described = {
        "AlgorithmName": "a",
        "AlgorithmArn": "arn:x",
        "AlgorithmDescription": None,
        "TrainingSpecification": {
            "TrainingImage": "i",
            "TrainingChannels": [{"Name": "train", "SupportedContentTypes": ["text/csv", "x y"]}],
            "SupportsDistributedTraining": False,
            "TrainingImageDigest": "sha256:0",
        },
        "CreationTime": "2026-01-01",
        "CertifyForMarketplace": True,
        "ProductId": "p",
    }
    assert convert.write("Algorithm", "us-east-2", described, "arn:x") == (
        f"{starters.SCHEMA_LINE}\n# Written from arn:x.\n"
        "# Left out, because they are null or not fields of the request: "
        "AlgorithmArn, AlgorithmDescription, CreationTime, ProductId.\n"
        "kind: Algorithm\n"
        "region: us-east-2\n"
        "spec:\n"
        "  AlgorithmName: a\n"
        "  TrainingSpecification:\n"
        "    TrainingImage: i\n"
        "    TrainingChannels:\n"
        "      - Name: train\n"
        "        SupportedContentTypes:\n"
        "          - text/csv\n"
        '          - "x y"\n'
        "  CertifyForMarketplace: true\n"
    )


def test_a_request_without_certification_is_written_with_a_comment() -> None:
    assert convert.write("ModelPackage", "us-east-2", {"ModelPackageName": "a"}, "r.json") == (
        f"{starters.SCHEMA_LINE}\n# Written from r.json.\n"
        "kind: ModelPackage\n"
        "region: us-east-2\n"
        "spec:\n"
        "  ModelPackageName: a\n"
        "  # The source is not certified. Remove this line, or set it to true, to create one that can be listed.\n"
        "  CertifyForMarketplace: false\n"
    )


def test_a_line_break_in_the_source_does_not_end_the_comment() -> None:
    written = convert.write("ModelPackage", "us-east-2", {"ModelPackageName": "a"}, "r\nregion: x\n#.json")
    doc = reader.parse("m.yaml", written.encode(), no_files, {})
    assert (doc.region, doc.findings) == ("us-east-2", [])


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        ({"AlgorithmName": "a"}, "Algorithm"),
        ({"TrainingSpecification": {}}, "Algorithm"),
        ({"ModelPackageName": "a"}, "ModelPackage"),
        ({"ModelPackageGroupName": "a"}, "ModelPackage"),
        ({"InferenceSpecification": {}}, "ModelPackage"),
        ({"AlgorithmName": "a", "InferenceSpecification": {}}, "Algorithm"),
    ],
)
def test_the_kind_of_a_request(request_: dict[str, Any], kind: str) -> None:
    assert kind_of(request_) == kind


@pytest.mark.parametrize("data", [None, [], "x", {}, 5])
def test_data_without_a_request(data: Any) -> None:
    with pytest.raises(Failure) as failure:
        convert.find_request(data, "request.json")
    assert (failure.value.message, failure.value.exit_code, failure.value.hint) == (
        "invalid request: not an object with fields",
        2,
        "use the JSON of a request",
    )


def test_the_spec_of_a_manifest_is_a_request() -> None:
    manifest = {"kind": "ModelPackage", "region": "r", "spec": {"ModelPackageName": "a"}, "ignore": []}
    assert convert.find_request(manifest, "m.yaml") == foreign.Request(("spec",), "ModelPackage")


@pytest.mark.parametrize("kind", schema.kinds())
def test_only_placeholders_of_a_starter_are_invalid(kind: str) -> None:
    text = starters.write(kind, "us-east-2")
    doc = reader.parse("m.yaml", text.encode(), no_files, {})
    assert {finding.rule for finding in doc.findings} == {"placeholder"}
    assert list(validation.problems(doc.data, doc.reported_paths)) == []
