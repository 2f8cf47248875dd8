"""The exact hints of rules about validation jobs, where they depend on what other rules report."""

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


def source(**fields: Any) -> dict[str, Any]:
    return {"DataSource": {"S3DataSource": fields}}


@pytest.mark.parametrize(
    ("types", "accept", "expected"),
    [
        (["text/csv"], "text/plain", "use text/csv, or add text/plain to SupportedResponseMIMETypes"),
        (["csv", "text/csv"], "text/plain", "use text/csv, or add text/plain to SupportedResponseMIMETypes"),
        (["csv"], "text/plain", "add text/plain to SupportedResponseMIMETypes"),
        (["image/*"], "text/plain, text/csv", "add text/plain to SupportedResponseMIMETypes"),
        (["text/csv"], "plain", "use text/csv"),
        (["csv"], "plain", "use a MIME type, such as text/csv, here and in SupportedResponseMIMETypes"),
    ],
)
def test_a_supported_response_type(types: list[str], accept: str, expected: str) -> None:
    assert hints("accept-not-supported", transform(types, TransformOutput={"Accept": accept})) == [expected]


@pytest.mark.parametrize(("split", "expected"), [("Line", "text/csv"), ("None", "image/png")])
def test_a_content_type_that_can_be_split_as_configured(split: str, expected: str) -> None:
    types = ["image/png", "text/csv"]
    fields = {"ContentType": "text/plain", "SplitType": split}
    expected_hints = [f"use {expected}, or add text/plain to SupportedContentTypes"]
    assert hints("content-type-not-supported", transform(types, TransformInput=fields)) == expected_hints
    assert hints("content-type-missing", transform(types, TransformInput={"SplitType": split})) == [
        f"add ContentType: {expected}"
    ]
    assert hints("mime-type-empty", transform(types, TransformInput={"SplitType": split, "ContentType": ""})) == [
        f"write a type, such as {expected}"
    ]


def test_no_usable_type_in_the_list() -> None:
    empty = {"ContentType": "", "SplitType": "Line"}
    assert hints("mime-type-empty", transform(["image/png"], TransformInput=empty)) == [
        "write a type, and add it to SupportedContentTypes"
    ]
    assert hints("mime-type-empty", transform(TransformOutput={"Accept": " "})) == [
        "write a type, such as text/csv, or remove Accept"
    ]
    assert hints("content-type-missing", transform(["csv"], TransformInput={})) == [
        "add ContentType with the type of the test data"
    ]


def test_a_missing_list_is_suggested_with_the_type_in_use() -> None:
    spec = transform([], TransformInput={"ContentType": "application/json; charset=utf-8"})
    assert hints("mime-types-missing", spec) == [
        "list the types that your container supports, such as application/json",
        "list the types that your container supports, such as text/csv",
    ]


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({"MaxPayloadInMB": 101}, "use MaxPayloadInMB: 100"),
        ({"MaxPayloadInMB": 200, "MaxConcurrentTransforms": 0}, "use MaxPayloadInMB: 100"),
        ({"MaxPayloadInMB": 200, "MaxConcurrentTransforms": 4}, "use MaxPayloadInMB: 25"),
        (
            {"MaxPayloadInMB": 50, "MaxConcurrentTransforms": 3},
            "use MaxPayloadInMB: 33, or MaxConcurrentTransforms: 2",
        ),
        ({"MaxPayloadInMB": 2, "MaxConcurrentTransforms": 101}, "use MaxConcurrentTransforms: 50"),
        (
            {"MaxPayloadInMB": 200, "MaxConcurrentTransforms": 200},
            "use MaxPayloadInMB: 100 and MaxConcurrentTransforms: 1",
        ),
    ],
)
def test_payloads_that_fit(job: dict[str, int], expected: str) -> None:
    assert hints("payload-too-large", transform(**job)) == [expected]


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({}, ["set MaxPayloadInMB (at most 100) if an object is larger"]),
        ({"MaxConcurrentTransforms": 8}, ["set MaxPayloadInMB (at most 12) if an object is larger"]),
        ({"MaxConcurrentTransforms": 17}, []),
        ({"MaxPayloadInMB": 0}, []),
    ],
)
def test_payload_limit_of_unsplit_objects(job: dict[str, int], expected: list[str]) -> None:
    assert hints("payload-limit-missing", transform(**job, TransformInput={"ContentType": "image/png"})) == expected


@pytest.mark.parametrize(
    ("mime_type", "expected"),
    [
        ("image/png", "remove SplitType and BatchStrategy and AssembleWith to send each object as one request"),
        ("application/x-tfrecord", "use SplitType: TFRecord"),
    ],
)
def test_fields_that_depend_on_the_split_type(mime_type: str, expected: str) -> None:
    job = {"BatchStrategy": "MultiRecord", "TransformOutput": {"AssembleWith": "Line"}}
    split = {"ContentType": mime_type, "SplitType": "Line"}
    assert hints("binary-split-by-line", transform(**job, TransformInput=split)) == [expected]


@pytest.mark.parametrize(("mime_type", "alternative"), [("image/png", ""), ("text/csv", ", or add SplitType: Line")])
def test_a_split_is_suggested_for_text(mime_type: str, alternative: str) -> None:
    whole = {"ContentType": mime_type}
    spec = transform(BatchStrategy="SingleRecord", TransformInput=whole, TransformOutput={"AssembleWith": "Line"})
    lines = "add SplitType: Line and AssembleWith: Line if each line is a record, or "
    assert hints("assemble-with-mismatch", spec) == [f"remove AssembleWith{alternative}"]
    assert hints("batch-strategy-without-split", spec) == [f"{lines if alternative else ''}remove BatchStrategy"]


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://b/in/", ["use the URI of the manifest file, such as s3://b/in/data.manifest, or S3DataType: S3Prefix"]),
        ("s3://b", ["use the URI of the manifest file, such as s3://b/data.manifest"]),
        ("s3://b/", ["use the URI of the manifest file, such as s3://b/data.manifest"]),
        ("s3://b/in", []),
        ("https://s3.amazonaws.com/", []),
        ("", []),
    ],
)
def test_the_uri_of_a_manifest(uri: str, expected: list[str]) -> None:
    fields = source(S3DataType="ManifestFile", S3Uri=uri)
    assert hints("transform-manifest-uri-is-prefix", transform(TransformInput=fields)) == expected
    assert hints("channel-manifest-uri-is-prefix", training({}, fields)) == expected


def test_the_uri_of_an_augmented_manifest() -> None:
    fields = source(S3DataType="AugmentedManifestFile", S3Uri="s3://b/in/")
    expected_hints = ["use the URI of the manifest file, such as s3://b/in/data.manifest"]
    assert hints("channel-manifest-uri-is-prefix", training({}, fields)) == expected_hints


@pytest.mark.parametrize(
    ("modes", "mode", "channel", "expected"),
    [
        (["FastFile", "File"], "Pipe", {}, "use File, or add Pipe to SupportedInputModes"),
        (["File"], "Pipe", {"CompressionType": "Gzip"}, "add Pipe to SupportedInputModes"),
        (["File"], "Pipe", source(S3DataType="AugmentedManifestFile"), "add Pipe to SupportedInputModes"),
        (["Pipe"], "File", {"RecordWrapperType": "RecordIO"}, "use Pipe"),
        (["File"], "FastFile", {"CompressionType": "Gzip"}, "set an InputMode that each channel supports"),
    ],
)
def test_a_supported_input_mode(modes: list[str], mode: str, channel: dict[str, Any], expected: str) -> None:
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
    ("supported", "configured", "mode", "expected"),
    [
        (["Gzip"], "None", "File", "add None to SupportedCompressionTypes of train"),
        (["Gzip"], "None", "Pipe", "use Gzip, or add None to SupportedCompressionTypes of train"),
        (["None"], "Gzip", "File", "use None"),
        (["None"], "Gzip", "Pipe", "use None, or add Gzip to SupportedCompressionTypes of train"),
    ],
)
def test_a_supported_compression_type(supported: list[str], configured: str, mode: str, expected: str) -> None:
    spec = training({"SupportedCompressionTypes": supported}, {"CompressionType": configured}, mode)
    assert hints("channel-compression-not-supported", spec) == [expected]


@pytest.mark.parametrize(("modes", "pipe"), [(["File"], False), (["File", "Pipe"], True), ([], True)])
def test_pipe_mode_is_suggested_if_the_channel_supports_it(modes: list[str], pipe: bool) -> None:
    declared = {"SupportedInputModes": modes}
    augmented = source(S3DataType="AugmentedManifestFile", AttributeNames=["a"])
    other = "S3DataType: S3Prefix, without AttributeNames"
    assert hints("channel-requires-pipe-mode", training(declared, {"CompressionType": "Gzip"})) == [
        "remove CompressionType" + (", or use Pipe mode" if pipe else "")
    ]
    assert hints("augmented-manifest-requires-pipe-mode", training(declared, augmented)) == [
        f"use Pipe mode, or {other}" if pipe else f"use {other}"
    ]


def test_an_unused_declared_channel_is_suggested() -> None:
    spec = training({}, {})
    channels = spec["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]["InputDataConfig"]
    channels.append({"ChannelName": "trian"})
    assert hints("channel-not-declared", spec) == ["remove it, or declare it"]
    spec["TrainingSpecification"]["TrainingChannels"] += [{"Name": "trial"}, {"Name": "labels"}]
    assert hints("channel-not-declared", spec) == ["did you mean trial?"]
    channels[1]["ChannelName"] = "xyz"
    assert hints("channel-not-declared", spec) == ["use a declared channel: trial, labels"]


@pytest.mark.parametrize(
    ("region", "instance_type", "expected"),
    [
        ("us-east-1", "ml.g5.xlarge", " (up to 2.82 USD)"),
        ("us-east-2", "ml.g5.xlarge", " (up to 2.82 USD in us-east-1)"),
        ("af-south-1", "ml.g5.xlarge", " (up to 2.82 USD in us-east-1)"),
        ("us-east-2", "ml.p9.xlarge", ""),
    ],
)
def test_the_price_of_a_long_training(region: str, instance_type: str, expected: str) -> None:
    resources = {"InstanceType": instance_type, "InstanceCount": 1}
    spec = training({}, {}, ResourceConfig=resources, StoppingCondition={"MaxRuntimeInSeconds": 7200})
    doc = reader.parse("m.yaml", json.dumps({"kind": "Algorithm", "region": region, "spec": spec}).encode(), _read, {})
    assert [message for _, message, *_ in RULES["training-time-limit"].check(doc, FACTS)] == [
        f"the training can run for 2 hours on an accelerator{expected}"
    ]


def _read(name: str, relative_to: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: this manifest can't include files", 2)
