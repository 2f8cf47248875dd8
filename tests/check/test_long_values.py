"""Values of a manifest that are too long for a message: it shows their beginning. Lists in messages of rules."""

from __future__ import annotations

from typing import Any

import pytest
from tests.check.test_messages import messages

LONG = "abcdefghij" * 7
DIGITS = "1234567890" * 5


def parameter(type_: str, name: str = "p", **fields: Any) -> dict[str, Any]:
    return {"SupportedHyperParameters": [{"Name": name, "Type": type_, **fields}]}


def bounds(type_: str, low: str, high: str = "9" * 60) -> dict[str, Any]:
    return parameter(type_, Range={f"{type_}ParameterRangeSpecification": {"MinValue": low, "MaxValue": high}})


def values(*allowed: str, **fields: Any) -> dict[str, Any]:
    return parameter("Categorical", Range={"CategoricalParameterRangeSpecification": {"Values": allowed}}, **fields)


def metrics(*names: str) -> dict[str, Any]:
    return {"SupportedTuningJobObjectiveMetrics": [{"Type": "Minimize", "MetricName": name} for name in names]}


def tags(*keys: str) -> dict[str, Any]:
    return {"Tags": [{"Key": key, "Value": "x"} for key in keys]}


@pytest.mark.parametrize(
    ("rule", "training", "parts"),
    [
        ("ambiguous-hyperparameter-bound", bounds("Integer", f"{DIGITS}.0"), [f'not "{DIGITS[:40]}"']),
        (
            "ambiguous-hyperparameter-bound",
            bounds("Continuous", "-Infinity" + " " * 50),
            [f"must be finite, not {'-Infinity' + ' ' * 31}", "write the smallest useful value"],
        ),
        (
            "ambiguous-hyperparameter-bound",
            bounds("Integer", "1e400"),
            ['not "1e400"', "write it in plain digits, or as a smaller number"],
        ),
        ("duplicate-category", values(LONG, LONG), [f'duplicate value "{LONG[:60]}" in Values of p']),
        ("duplicate-metric", {"MetricDefinitions": [{"Name": LONG}] * 2}, [f'duplicate metric name "{LONG[:60]}"']),
        ("duplicate-objective-metric", metrics(LONG, LONG), [f'duplicate objective metric "{LONG[:60]}" (']),
        (
            "hyperparameter-name-whitespace",
            parameter("FreeText", f" {LONG}"),
            [f'hyperparameter name " {LONG[:59]}" has', f"| write {LONG[:60]}|"],
        ),
        (
            "hyperparameter-value-out-of-range",
            values("l1", "l2", DefaultValue=LONG),
            [f'"{LONG[:40]}" is not one of the Values of p', "use one of l1, l2"],
        ),
        (
            "hyperparameter-value-type",
            parameter("Integer", DefaultValue=LONG),
            [f'"{LONG[:40]}" is not a valid Integer value for p'],
        ),
        ("invalid-hyperparameter-bound", bounds("Integer", LONG), [f'not "{LONG[:40]}"']),
        (
            "objective-metric-undefined",
            metrics(LONG),
            [f'objective metric "{LONG[:60]}" is', f"| add {LONG[:60]} to MetricDefinitions"],
        ),
        (
            "tunable-hyperparameter-with-single-value",
            values(LONG, IsTunable=True),
            [f'tunable hyperparameter p has only one value: "{LONG[:40]}"'],
        ),
    ],
)
def test_training_specifications(rule: str, training: dict[str, Any], parts: list[str]) -> None:
    reported = messages(rule, {"TrainingSpecification": training})
    assert len(reported) == 1
    assert [part for part in parts if part not in f"{' | '.join(reported[0])}|"] == []


def test_a_long_number_out_of_range() -> None:
    training = bounds("Integer", "0", "9")
    training["SupportedHyperParameters"][0]["DefaultValue"] = DIGITS
    (reported,) = messages("hyperparameter-value-out-of-range", {"TrainingSpecification": training})
    assert reported == (f"p must be at most 9, not {DIGITS[:40]}", "use a value within the range, or change MaxValue")


def test_a_long_name_of_an_unknown_hyperparameter() -> None:
    job = {"TrainingJobDefinition": {"HyperParameters": {LONG: "1"}}}
    spec = {
        "TrainingSpecification": parameter("Integer", "depth"),
        "ValidationSpecification": {"ValidationProfiles": [job]},
    }
    (reported,) = messages("unknown-hyperparameter", spec)
    assert f'"{LONG[:60]}"' in reported[0]


@pytest.mark.parametrize(("rule", "keys"), [("duplicate-tag", (LONG, LONG)), ("reserved-tag", (f"aws:{LONG}",))])
def test_long_keys_of_tags(rule: str, keys: tuple[str, ...]) -> None:
    (reported,) = messages(rule, tags(*keys))
    assert f'"{keys[0][:60]}"' in reported[0]


def test_a_regular_expression_with_groups_that_no_change_can_keep() -> None:
    training = {"MetricDefinitions": [{"Name": "loss", "Regex": "(a)(b)"}]}
    assert messages("metric-regex-capturing-group", {"TrainingSpecification": training}) == [
        (
            "the regular expression must have one capturing group, not 2",
            "keep only the group around the value, and use (?:...) for the others",
        )
    ]


def test_an_https_url_with_encoded_characters() -> None:
    spec = {"InferenceSpecification": {"Containers": [{"ModelDataUrl": "https://s3.amazonaws.com/acme/a%20b.tar.gz"}]}}
    assert messages("s3-https-url", spec) == [("the S3 location is an HTTPS URL", "use s3://acme/<key>")]


def channels(declared: dict[str, Any], *used: dict[str, Any]) -> dict[str, Any]:
    job = {"TrainingJobDefinition": {"InputDataConfig": list(used)}}
    return {
        "TrainingSpecification": {"TrainingChannels": [{"Name": "training", **declared}]},
        "ValidationSpecification": {"ValidationProfiles": [job]},
    }


@pytest.mark.parametrize(
    ("rule", "declared", "used", "expected"),
    [
        (
            "channel-compression-not-supported",
            {"SupportedCompressionTypes": ["None", "Other"]},
            {"CompressionType": "Gzip"},
            "compression type Gzip is not supported by channel training (None, Other)",
        ),
        (
            "channel-content-type-not-supported",
            {"SupportedContentTypes": ["text/csv", "text/*"]},
            {"ContentType": "image/png"},
            "content type image/png is not supported by channel training (text/csv, text/*)",
        ),
        (
            "channel-content-type-missing",
            {"SupportedContentTypes": ["text/*"]},
            {},
            "add ContentType with the type of the data",
        ),
    ],
)
def test_channels(rule: str, declared: dict[str, Any], used: dict[str, Any], expected: str) -> None:
    (reported,) = messages(rule, channels(declared, {"ChannelName": "training", **used}))
    assert expected in reported


def test_several_required_channels_are_missing() -> None:
    spec = channels({})
    names = ("first", "second")
    spec["TrainingSpecification"]["TrainingChannels"] = [{"Name": name, "IsRequired": True} for name in names]
    assert messages("required-channel-missing", spec) == [
        ("required channels are missing: first, second", "add an entry with ChannelName: first and its data")
    ]


def test_an_unknown_instance_group_of_a_job_with_two() -> None:
    source = {"S3DataSource": {"InstanceGroupNames": ["zzz"]}}
    spec = channels({}, {"ChannelName": "training", "DataSource": source})
    job = spec["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]
    job["ResourceConfig"] = {"InstanceGroups": [{"InstanceGroupName": name} for name in ("head", "body")]}
    assert messages("unknown-instance-group", spec) == [
        ('unknown instance group "zzz"', "use head, body, or remove InstanceGroupNames")
    ]


def test_an_output_path_under_several_prefixes() -> None:
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/train"}}
    spec = channels({}, *({"ChannelName": name, "DataSource": source} for name in ("a", "b")))
    job = spec["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]
    job["OutputDataConfig"] = {"S3OutputPath": "s3://bucket/train-output"}
    (reported,) = messages("output-under-input-prefix", spec)
    assert reported[0] == "the output path is under the input prefix of channel a, channel b"


@pytest.mark.parametrize(
    ("rule", "config", "expected"),
    [
        (
            "volume-size-missing",
            {"InstanceGroups": [{"InstanceType": "ml.m5.large"}, {"InstanceType": "ml.c5.large"}]},
            "ml.m5.large has no local storage, so VolumeSizeInGB is required",
        ),
        (
            "volume-size-ignored",
            {
                "VolumeSizeInGB": 9,
                "InstanceGroups": [{"InstanceType": "ml.g5.xlarge"}, {"InstanceType": "ml.g5.2xlarge"}],
            },
            "VolumeSizeInGB has no effect on ml.g5.xlarge, which has local storage of a fixed size",
        ),
        (
            "volume-key-with-local-storage",
            {
                "VolumeKmsKeyId": "key",
                "InstanceGroups": [{"InstanceType": "ml.g5.xlarge"}, {"InstanceType": "ml.g5.2xlarge"}],
            },
            "VolumeKmsKeyId can't be used with ml.g5.xlarge, which has local storage",
        ),
    ],
)
def test_the_first_of_several_types_is_named(rule: str, config: dict[str, Any], expected: str) -> None:
    spec = channels({})
    spec["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]["ResourceConfig"] = config
    assert [message for message, _ in messages(rule, spec)] == [expected]
