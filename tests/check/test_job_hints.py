"""What the rules about validation jobs say to do, word for word, where it depends on what other rules refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import Failure

RULES = {rule.name: rule.module for rule in plugins.rules()}
FACTS = Facts()


def hints(name: str, spec: dict[str, Any], region: str = "us-east-1") -> list[str]:
    text = json.dumps({"kind": "Algorithm", "region": region, "spec": spec})
    doc = reader.parse("m.yaml", text.encode(), _read, {})
    return [hint for _, _, hint, *_ in RULES[name].check(doc, FACTS)]


def transform(types: list[str] | None = None, /, **job: Any) -> dict[str, Any]:
    listed = {"SupportedContentTypes": types, "SupportedResponseMIMETypes": types} if types is not None else {}
    profile = {"TransformJobDefinition": job}
    return {"InferenceSpecification": listed, "ValidationSpecification": {"ValidationProfiles": [profile]}}


def training(declared: dict[str, Any], channel: dict[str, Any], mode: str = "File", **job: Any) -> dict[str, Any]:
    used = {"TrainingInputMode": mode, "InputDataConfig": [{"ChannelName": "train", **channel}], **job}
    return {
        "TrainingSpecification": {"TrainingChannels": [{"Name": "train", **declared}]},
        "ValidationSpecification": {"ValidationProfiles": [{"TrainingJobDefinition": used}]},
    }


def source(**members: Any) -> dict[str, Any]:
    return {"DataSource": {"S3DataSource": members}}


@pytest.mark.parametrize(
    ("types", "accept", "expected"),
    [
        (["text/csv"], "text/plain", "write text/csv, or add text/plain to SupportedResponseMIMETypes"),
        (["csv", "text/csv"], "text/plain", "write text/csv, or add text/plain to SupportedResponseMIMETypes"),
        (["csv"], "text/plain", "add text/plain to SupportedResponseMIMETypes"),
        (["image/*"], "text/plain, text/csv", "add text/plain to SupportedResponseMIMETypes"),
        (["text/csv"], "plain", "write text/csv"),
        (["csv"], "plain", "write a MIME type, such as text/csv, here and in SupportedResponseMIMETypes"),
    ],
)
def test_a_type_to_accept(types: list[str], accept: str, expected: str) -> None:
    assert hints("accept-not-supported", transform(types, TransformOutput={"Accept": accept})) == [expected]


@pytest.mark.parametrize(("split", "expected"), [("Line", "text/csv"), ("None", "image/png")])
def test_a_type_of_data_that_can_be_split_so(split: str, expected: str) -> None:
    types = ["image/png", "text/csv"]
    given = {"ContentType": "text/plain", "SplitType": split}
    ways = [f"write {expected}, or add text/plain to SupportedContentTypes"]
    assert hints("content-type-not-supported", transform(types, TransformInput=given)) == ways
    assert hints("content-type-missing", transform(types, TransformInput={"SplitType": split})) == [
        f"add ContentType: {expected}"
    ]
    assert hints("mime-type-empty", transform(types, TransformInput={"SplitType": split, "ContentType": ""})) == [
        f"write a type, ContentType: {expected}"
    ]


def test_a_type_where_none_of_the_list_will_do() -> None:
    empty = {"ContentType": "", "SplitType": "Line"}
    assert hints("mime-type-empty", transform(["image/png"], TransformInput=empty)) == [
        "write a type, and list it in SupportedContentTypes"
    ]
    assert hints("mime-type-empty", transform(TransformOutput={"Accept": " "})) == [
        "write a type, Accept: text/csv, or remove it"
    ]
    assert hints("content-type-missing", transform(["csv"], TransformInput={})) == [
        "add ContentType with the type of the test data"
    ]


def test_a_missing_list_gets_the_type_that_is_used() -> None:
    spec = transform([], TransformInput={"ContentType": "application/json; charset=utf-8"})
    assert hints("mime-types-missing", spec) == [
        "add the types you know: SupportedContentTypes: [application/json]",
        "add the types you know: SupportedResponseMIMETypes: [text/csv]",
    ]


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({"MaxPayloadInMB": 101}, "write MaxPayloadInMB: 100"),
        ({"MaxPayloadInMB": 200, "MaxConcurrentTransforms": 0}, "write MaxPayloadInMB: 100"),
        ({"MaxPayloadInMB": 200, "MaxConcurrentTransforms": 4}, "write MaxPayloadInMB: 25"),
        (
            {"MaxPayloadInMB": 50, "MaxConcurrentTransforms": 3},
            "write MaxPayloadInMB: 33, or MaxConcurrentTransforms: 2",
        ),
        ({"MaxPayloadInMB": 2, "MaxConcurrentTransforms": 101}, "write MaxConcurrentTransforms: 50"),
        (
            {"MaxPayloadInMB": 200, "MaxConcurrentTransforms": 200},
            "write MaxPayloadInMB: 100 and MaxConcurrentTransforms: 1",
        ),
    ],
)
def test_payloads_that_fit(job: dict[str, int], expected: str) -> None:
    assert hints("payload-too-large", transform(**job)) == [expected]


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({}, ["if one is larger, add MaxPayloadInMB with its size, 100 at most"]),
        ({"MaxConcurrentTransforms": 8}, ["if one is larger, add MaxPayloadInMB with its size, 12 at most"]),
        ({"MaxConcurrentTransforms": 17}, []),
        ({"MaxPayloadInMB": 0}, []),
    ],
)
def test_limits_of_whole_objects(job: dict[str, int], expected: list[str]) -> None:
    assert hints("payload-limit-missing", transform(**job, TransformInput={"ContentType": "image/png"})) == expected


@pytest.mark.parametrize(
    ("mime_type", "expected"),
    [
        ("image/png", "remove SplitType and BatchStrategy and AssembleWith: each object is then one request"),
        ("application/x-tfrecord", "write SplitType: TFRecord"),
    ],
)
def test_what_goes_with_a_split(mime_type: str, expected: str) -> None:
    job = {"BatchStrategy": "MultiRecord", "TransformOutput": {"AssembleWith": "Line"}}
    split = {"ContentType": mime_type, "SplitType": "Line"}
    assert hints("binary-split-by-line", transform(**job, TransformInput=split)) == [expected]


@pytest.mark.parametrize(("mime_type", "either"), [("image/png", ""), ("text/csv", ", or split by lines, too")])
def test_a_split_is_offered_for_data_with_lines(mime_type: str, either: str) -> None:
    whole = {"ContentType": mime_type}
    spec = transform(BatchStrategy="SingleRecord", TransformInput=whole, TransformOutput={"AssembleWith": "Line"})
    lines = "if each line is a record, add SplitType: Line and AssembleWith: Line; else "
    assert hints("assemble-with-mismatch", spec) == [f"leave AssembleWith out{either}"]
    assert hints("batch-strategy-without-split", spec) == [f"{lines if either else ''}remove BatchStrategy"]


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://b/in/", ["name the list itself, such as s3://b/in/data.manifest, or write S3DataType: S3Prefix"]),
        ("s3://b", ["name the list itself, such as s3://b/data.manifest"]),
        ("s3://b/", ["name the list itself, such as s3://b/data.manifest"]),
        ("s3://b/in", []),
        ("https://s3.amazonaws.com/", []),
        ("", []),
    ],
)
def test_the_uri_of_a_manifest(uri: str, expected: list[str]) -> None:
    given = source(S3DataType="ManifestFile", S3Uri=uri)
    assert hints("transform-manifest-uri-is-prefix", transform(TransformInput=given)) == expected
    assert hints("channel-manifest-uri-is-prefix", training({}, given)) == expected


def test_the_uri_of_an_augmented_manifest() -> None:
    given = source(S3DataType="AugmentedManifestFile", S3Uri="s3://b/in/")
    named = ["name the list itself, such as s3://b/in/data.manifest"]
    assert hints("channel-manifest-uri-is-prefix", training({}, given)) == named


@pytest.mark.parametrize(
    ("modes", "mode", "channel", "expected"),
    [
        (["FastFile", "File"], "Pipe", {}, "take File, or add Pipe to SupportedInputModes"),
        (["File"], "Pipe", {"CompressionType": "Gzip"}, "add Pipe to SupportedInputModes"),
        (["File"], "Pipe", source(S3DataType="AugmentedManifestFile"), "add Pipe to SupportedInputModes"),
        (["Pipe"], "File", {"RecordWrapperType": "RecordIO"}, "take Pipe"),
        (["File"], "FastFile", {"CompressionType": "Gzip"}, "give each channel an InputMode it supports"),
    ],
)
def test_an_input_mode_that_works(modes: list[str], mode: str, channel: dict[str, Any], expected: str) -> None:
    assert hints("channel-input-mode-not-supported", training({"SupportedInputModes": modes}, channel, mode)) == [
        expected
    ]


def test_an_input_mode_for_several_channels() -> None:
    spec = training({"SupportedInputModes": ["File"]}, {}, "Pipe")
    spec["TrainingSpecification"]["TrainingChannels"].append({"Name": "test", "SupportedInputModes": ["Pipe"]})
    spec["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]["InputDataConfig"].append(
        {"ChannelName": "test"}
    )
    assert hints("channel-input-mode-not-supported", spec) == ["add Pipe to SupportedInputModes"]


@pytest.mark.parametrize(
    ("supported", "wanted", "mode", "expected"),
    [
        (["Gzip"], "None", "File", "add None to SupportedCompressionTypes of train"),
        (["Gzip"], "None", "Pipe", "write Gzip, or add None to SupportedCompressionTypes of train"),
        (["None"], "Gzip", "File", "write None"),
        (["None"], "Gzip", "Pipe", "write None, or add Gzip to SupportedCompressionTypes of train"),
    ],
)
def test_a_compression_that_works(supported: list[str], wanted: str, mode: str, expected: str) -> None:
    spec = training({"SupportedCompressionTypes": supported}, {"CompressionType": wanted}, mode)
    assert hints("channel-compression-not-supported", spec) == [expected]


@pytest.mark.parametrize(("modes", "pipe"), [(["File"], False), (["File", "Pipe"], True), ([], True)])
def test_pipe_mode_is_offered_where_the_channel_has_it(modes: list[str], pipe: bool) -> None:
    declared = {"SupportedInputModes": modes}
    augmented = source(S3DataType="AugmentedManifestFile", AttributeNames=["a"])
    other = "give the data as S3Prefix, without AttributeNames"
    assert hints("channel-requires-pipe-mode", training(declared, {"CompressionType": "Gzip"})) == [
        "remove CompressionType" + (", or use Pipe mode" if pipe else "")
    ]
    assert hints("augmented-manifest-requires-pipe-mode", training(declared, augmented)) == [
        f"use Pipe mode, or {other}" if pipe else other
    ]


def test_a_declared_channel_that_is_still_free() -> None:
    spec = training({}, {})
    channels = spec["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]["InputDataConfig"]
    channels.append({"ChannelName": "trian"})
    assert hints("channel-not-declared", spec) == ["remove it, or declare it"]
    spec["TrainingSpecification"]["TrainingChannels"] += [{"Name": "trial"}, {"Name": "labels"}]
    assert hints("channel-not-declared", spec) == ["did you mean trial?"]
    channels[1]["ChannelName"] = "xyz"
    assert hints("channel-not-declared", spec) == ["the algorithm declares trial, labels"]


@pytest.mark.parametrize(
    ("region", "instance_type", "expected"),
    [
        ("us-east-1", "ml.g5.xlarge", ", up to 2.82 USD"),
        ("us-east-2", "ml.g5.xlarge", ", up to 2.82 USD in us-east-1"),
        ("af-south-1", "ml.g5.xlarge", ", up to 2.82 USD in us-east-1"),
        ("us-east-2", "ml.p9.xlarge", ""),
    ],
)
def test_the_price_of_a_long_training(region: str, instance_type: str, expected: str) -> None:
    resources = {"InstanceType": instance_type, "InstanceCount": 1}
    spec = training({}, {}, ResourceConfig=resources, StoppingCondition={"MaxRuntimeInSeconds": 7200})
    doc = reader.parse("m.yaml", json.dumps({"kind": "Algorithm", "region": region, "spec": spec}).encode(), _read, {})
    assert [message for _, message, *_ in RULES["training-time-limit"].check(doc, FACTS)] == [
        f"the training may run 2 hours on an accelerator{expected}"
    ]


def _read(name: str, beside: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: this manifest stands alone", 2)
