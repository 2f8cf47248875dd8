"""Types of data in the `rehearsal` block: names of files, types of answers, what can be counted or has a schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sagemaker_marketplace.check import check
from sagemaker_marketplace.check.rules.rehearsal import answer_types
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.document import Document

JSON_TYPES = ("application/json", "application/jsonlines", "application/x-jsonlines", "application/jsonl")
TYPES = {
    "a.csv": ("text/csv", "application/csv"),
    "a.json": JSON_TYPES,
    "a.jsonl": JSON_TYPES,
    "a.jpeg": ("image/jpeg",),
    "a.jpg": ("image/jpeg",),
    "a.png": ("image/png",),
}
KNOWN = sorted({each for types in TYPES.values() for each in types})


def document(rehearsal: dict[str, Any], *jobs: dict[str, Any]) -> Document:
    profiles = [{"ProfileName": f"p{number}", "TransformJobDefinition": job} for number, job in enumerate(jobs)]
    spec = {"ModelPackageName": "churn", "ValidationSpecification": {"ValidationProfiles": profiles}}
    text = json.dumps({"kind": "ModelPackage", "region": "us-east-2", "spec": spec, "rehearsal": rehearsal})
    return reader.parse("m.yaml", text.encode(), lambda *_: ("", b""), {})


def job(content_type: str = "text/csv", kind: str = "S3Prefix", accept: Any = "") -> dict[str, Any]:
    source = {"DataSource": {"S3DataSource": {"S3DataType": kind, "S3Uri": "s3://a/b"}}, "ContentType": content_type}
    return {"TransformInput": source, "TransformOutput": {"Accept": accept} if accept else {}}


def found(rule: str, doc: Document) -> list[tuple[str, str]]:
    return [
        (finding.message, finding.hint) for finding in check.findings(doc, Facts(), (rule,)) if finding.rule == rule
    ]


@pytest.mark.parametrize("content_type", [*KNOWN, "application/x-npy"])
@pytest.mark.parametrize("name", TYPES)
def test_the_name_of_a_file_and_the_content_type(name: str, content_type: str) -> None:
    dot = name[1:]
    mismatch = (
        f"the input is named like {dot} data, but ContentType is {content_type}",
        "use input of that type, or correct ContentType",
    )
    fits = content_type in TYPES[name] or content_type not in KNOWN
    for written in (name, f"data/{name.upper()}", f"{name}.gz"):
        expected = [] if fits else [mismatch]
        assert found("rehearsal-input-type-mismatch", document({"input": written}, job(content_type))) == expected


@pytest.mark.parametrize(
    ("name", "jobs"),
    [
        ("a.bin", [job("image/png")]),
        ("data/", [job("image/png")]),
        ("csv", [job("image/png")]),
        # The manifest file is JSON, whatever it lists.
        ("a.json", [job("text/csv", "ManifestFile")]),
        # It is the input of at least one job.
        ("a.csv", [job("image/png"), job("text/csv")]),
        ("a.csv", []),
    ],
)
def test_names_that_are_not_known_or_fit(name: str, jobs: list[dict[str, Any]]) -> None:
    assert found("rehearsal-input-type-mismatch", document({"input": name}, *jobs)) == []


@pytest.mark.parametrize(
    ("expect", "accepts", "types"),
    [
        ({"content-type": "Text/CSV; header=x"}, ["application/json"], ["text/csv"]),
        ({}, ["text/csv", "application/json", "Text/CSV"], ["application/json", "text/csv"]),
        ({}, ["text/csv", ""], []),
        ({}, ["text/csv", "csv"], []),
        ({"content-type": "text/*"}, ["text/csv"], []),
        ({}, [], []),
    ],
)
def test_the_types_of_answers(expect: dict[str, str], accepts: list[str], types: list[str]) -> None:
    assert answer_types(document({"expect": expect}, *(job(accept=accept) for accept in accepts))) == types


NOT_LOCAL = "rehearsal-channel-not-local"
UNKNOWN = "rehearsal-channel-unknown"


@pytest.mark.parametrize(
    ("rehearsal", "rule", "message", "hint"),
    [
        ({"image": "a"}, NOT_LOCAL, "", ""),
        ({"training": {"input": {"train": "a", "test": "b", "labels": "c"}}}, NOT_LOCAL, "", ""),
        (
            {"training": {"input": {"train": "a"}}},
            NOT_LOCAL,
            'no local data for channels "test", "labels": read from S3',
            "add test to rehearsal.training.input",
        ),
        (
            {"training": {"input": {"train": "a", "test": "b"}}},
            NOT_LOCAL,
            'no local data for channel "labels": read from S3',
            "add labels to rehearsal.training.input",
        ),
        ({"training": {"input": {"train": "a", "labls": "b"}}}, NOT_LOCAL, "", ""),
        (
            {"training": {"input": {"train": "a", "labls": "b"}}},
            UNKNOWN,
            'no training job has the channel "labls"',
            "did you mean labels?",
        ),
        (
            {"training": {"input": {"train": "a", "other": "b"}}},
            UNKNOWN,
            'no training job has the channel "other"',
            "use a channel of the training job: test, labels",
        ),
        (
            {"training": {"input": {"train": "a", "test": "b", "labels": "c", "labls": "d"}}},
            UNKNOWN,
            'no training job has the channel "labls"',
            "remove it",
        ),
    ],
)
def test_local_channels(rehearsal: dict[str, Any], rule: str, message: str, hint: str) -> None:
    channels = [{"ChannelName": name} for name in ("train", "test", "labels")]
    doc = document(rehearsal)
    doc.data["kind"] = "Algorithm"
    profile = {"TrainingJobDefinition": {"InputDataConfig": channels}}
    doc.data["spec"]["ValidationSpecification"]["ValidationProfiles"] = [profile]
    assert found(rule, doc) == ([(message, hint)] if message else [])


NO_MIME_TYPE = "use a MIME type, such as text/csv"
ADD = "add the type to SupportedContentTypes"


@pytest.mark.parametrize(
    ("supported", "sample", "hint"),
    [
        (["text/csv"], "text/csv; header=x", None),
        (["Text/CSV; header=y"], "text/csv", None),
        (["text/*"], "text/csv", None),
        (["*/*"], "text/csv", None),
        (["*"], "text/csv", None),
        ([], "text/csv", None),
        (["text/csv", "image/*"], "text/cvs", f"use text/csv, or {ADD}"),
        (["text/css*"], "text/css", ADD),
        (["application/json"], "text/csv", ADD),
        (["application/json"], "csv", NO_MIME_TYPE),
    ],
)
def test_the_types_of_samples(supported: list[str], sample: str, hint: str | None) -> None:
    doc = document({"samples": {sample: ["a"]}})
    doc.data["spec"]["InferenceSpecification"] = {"SupportedContentTypes": supported}
    message = f'the samples\' type "{sample}" is not in SupportedContentTypes'
    assert found("sample-type-not-supported", doc) == ([(message, hint)] if hint else [])
