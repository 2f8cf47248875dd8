"""Written manifests: they are read back as what was asked, whatever stands in the request."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sagemaker_marketplace.init import convert, starters
from sagemaker_marketplace.manifest import reader, schema, validation, yaml_writer
from sagemaker_marketplace.manifest.findings import USAGE, Failure

RECORDS = [json.loads(path.read_text()) for path in sorted(Path(__file__).parents[1].glob("requests/*.json"))]


def no_files(name: str, beside: str) -> tuple[str, bytes]:
    raise Failure(f"{name} beside {beside} is not read here", USAGE)


def read_back(kind: str, request: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The request that a written manifest asks for, and the rules of findings made while reading."""
    text = convert.write(kind, "us-east-2", request, "a test")
    read = reader.parse("m.yaml", text.encode(), no_files, {})
    assert (read.kind, read.region) == (kind, "us-east-2")
    return read.spec, [finding.rule for finding in read.findings]


def certified(request: dict[str, Any]) -> dict[str, Any]:
    return {**request, "CertifyForMarketplace": request.get("CertifyForMarketplace", False)}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["source"][:40])
def test_real_requests_come_back(record: dict[str, Any]) -> None:
    request = record["request"]
    assert read_back(convert.kind_of(request), request) == (certified(request), [])


def texts_in(data: Any) -> Iterator[tuple[Any, Any]]:
    """Each collection with each key whose value is a text."""
    for key in list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        if isinstance(data[key], str):
            yield data, key
        yield from texts_in(data[key])


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


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draw=st.data())
def test_any_texts_in_real_requests_come_back(draw: st.DataObject) -> None:
    request = copy.deepcopy(draw.draw(st.sampled_from(RECORDS))["request"])
    kind = convert.kind_of(request)
    for holder, key in draw.draw(st.lists(st.sampled_from(list(texts_in(request))), min_size=1, max_size=5)):
        holder[key] = draw.draw(strings)
    assert read_back(kind, request) == (certified(request), [])


def maps_of_texts() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(strings.filter(lambda key: key != "$file"), strings, max_size=4)


@settings(max_examples=200, deadline=None)
@given(environment=maps_of_texts(), metadata=maps_of_texts(), tags=st.lists(st.tuples(strings, strings), max_size=3))
def test_any_names_in_maps_come_back(
    environment: dict[str, str], metadata: dict[str, str], tags: list[tuple[str, str]]
) -> None:
    request = {
        "ModelPackageName": "a",
        "InferenceSpecification": {"Containers": [{"Image": "i", "Environment": environment}]},
        "CustomerMetadataProperties": metadata,
        "Tags": [{"Key": key, "Value": value} for key, value in tags],
    }
    assert read_back("ModelPackage", request) == (certified(request), [])


@settings(max_examples=200, deadline=None)
@given(strings)
def test_any_reader_of_yaml_sees_the_same_text(text: str) -> None:
    written = yaml_writer.scalar(text, plain_variables=True)
    assert yaml.safe_load(f"a: {written}\n") == {"a": text}
    assert yaml.safe_load(f"{written}: a\n") == {text: "a"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("text/csv", "text/csv"),
        ("s3://bucket/key", "s3://bucket/key"),
        ("ml.m5.large", "ml.m5.large"),
        ("Tells who leaves", '"Tells who leaves"'),
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


def test_a_described_resource_loses_what_requests_do_not_take() -> None:
    described = {
        "AlgorithmName": "a",
        "AlgorithmArn": "arn:x",
        "AlgorithmDescription": None,
        "TrainingSpecification": {
            "TrainingImage": "i",
            "TrainingChannels": [{"Name": "train", "SupportedContentTypes": ["text/csv", "x y"]}],
            "SupportsDistributedTraining": False,
        },
        "CreationTime": "2026-01-01",
        "CertifyForMarketplace": True,
        "ProductId": "p",
    }
    assert convert.write("Algorithm", "us-east-2", described, "arn:x") == (
        "# Written from arn:x.\n"
        "# Left out, because they are not fields of the request: "
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
        "    SupportsDistributedTraining: false\n"
        "  CertifyForMarketplace: true\n"
    )


def test_a_request_that_does_not_certify_is_written_so() -> None:
    assert convert.write("ModelPackage", "us-east-2", {"ModelPackageName": "a"}, "r.json") == (
        "# Written from r.json.\n"
        "kind: ModelPackage\n"
        "region: us-east-2\n"
        "spec:\n"
        "  ModelPackageName: a\n"
        "  # The source is not certified. Remove this line, or set it to true, to create one that can be listed.\n"
        "  CertifyForMarketplace: false\n"
    )


def test_a_source_can_not_end_its_comment() -> None:
    written = convert.write("ModelPackage", "us-east-2", {"ModelPackageName": "a"}, "r\nregion: x\n#.json")
    read = reader.parse("m.yaml", written.encode(), no_files, {})
    assert (read.region, read.findings) == ("us-east-2", [])


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        ({"AlgorithmName": "a"}, "Algorithm"),
        ({"TrainingSpecification": {}}, "Algorithm"),
        ({"ModelPackageName": "a"}, "ModelPackage"),
        ({"ModelPackageGroupName": "a"}, "ModelPackage"),
        ({"InferenceSpecification": {}}, "ModelPackage"),
    ],
)
def test_kind_of(request_: dict[str, Any], kind: str) -> None:
    assert convert.kind_of(request_) == kind


def test_kind_of_neither() -> None:
    with pytest.raises(Failure) as failure:
        convert.kind_of({"TrainingJobName": "a"})
    assert (failure.value.message, failure.value.exit_code, failure.value.hint) == (
        "neither a CreateModelPackage nor a CreateAlgorithm request, nor a description of either",
        2,
        "use the JSON for --cli-input-json, or the output of describe-model-package or describe-algorithm",
    )


@pytest.mark.parametrize(
    ("request_", "region"),
    [
        ({"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1"}, "eu-west-1"),
        ({"a": ["arn:aws:sagemaker:us-gov-west-1:123456789012:algorithm/a"]}, "us-gov-west-1"),
        ({"a": "1.dkr.ecr.eu-west-1.amazonaws.com/", "b": "arn:aws:sagemaker:eu-west-1:1:x"}, "eu-west-1"),
        ({"a": "1.dkr.ecr.eu-west-1.amazonaws.com/", "b": "1.dkr.ecr.us-east-1.amazonaws.com/"}, None),
        ({"a": "arn:aws:iam::123456789012:role/r", "b": "s3://us-east-1/"}, None),
        ({}, None),
    ],
)
def test_region_of(request_: dict[str, Any], region: str | None) -> None:
    assert convert.region_of(request_) == region


@pytest.mark.parametrize("data", [None, [], "x", {}, 5])
def test_read_request_refuses_what_is_none(data: Any) -> None:
    with pytest.raises(Failure) as failure:
        convert.read_request(data)
    assert (failure.value.message, failure.value.exit_code, failure.value.hint) == (
        "invalid request: not an object with fields",
        2,
        "use the JSON of a request",
    )


def test_read_request_takes_a_request_or_the_spec_of_a_manifest() -> None:
    spec = {"ModelPackageName": "a"}
    assert convert.read_request(spec) == spec
    assert convert.read_request({"kind": "ModelPackage", "region": "r", "spec": spec, "ignore": []}) == spec


@pytest.mark.parametrize("kind", schema.kinds())
def test_a_starter_lacks_nothing_but_what_is_marked(kind: str) -> None:
    text = starters.write(kind, "us-east-2")
    read = reader.parse("m.yaml", text.encode(), no_files, {})
    problems = validation.problems(read.data)
    assert read.findings == []
    assert [problem for problem in problems if "<" not in problem.message] == []
