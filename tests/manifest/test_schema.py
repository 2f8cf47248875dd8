"""The schema's problems, each with path, rule, message and hint, on requests of both kinds."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, schema
from sagemaker_marketplace.manifest.schema import Problem

MODEL_PACKAGE_MEMBERS = (
    "AdditionalInferenceSpecifications, CertifyForMarketplace, ClientToken, CustomerMetadataProperties, Domain, "
    "DriftCheckBaselines, InferenceSpecification, ManagedStorageType, MetadataProperties, ModelApprovalStatus, "
    "ModelCard, ModelLifeCycle, ModelMetrics, ModelPackageDescription, ModelPackageGroupName, ModelPackageName, "
    "ModelPackageRegistrationType, SamplePayloadUrl, SecurityConfig, SkipModelValidation, "
    "SourceAlgorithmSpecification, SourceUri, Tags, Task, ValidationSpecification"
)
NAME_HINT = "letters, digits and inner hyphens, 63 at most; ${NAME|slug} makes a version fit"
LONG = "x" * 70


def problems(spec: Any, kind: str = "ModelPackage") -> list[Problem]:
    return list(schema.problems({"kind": kind, "region": "us-east-2", "spec": spec}, schema.root(kind)))


def one(path: str, rule: str, message: str, hint: str = "", at_key: bool = False) -> Problem:
    return Problem(paths.from_text(path), rule, message, hint, at_key)


def test_kinds() -> None:
    assert schema.kinds() == ["Algorithm", "ModelPackage"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        ({"ModelPackageName": "a", "Tags": [{"Key": "k", "Value": ""}], "CertifyForMarketplace": False}, []),
        ([], [one("spec", "invalid-type", "spec is a list, the API takes a mapping")]),
        ("x", [one("spec", "invalid-type", "spec is a text, the API takes a mapping")]),
        (None, [one("spec", "invalid-type", "spec is empty, the API takes a mapping")]),
        (
            {"ModelPackageName": 1},
            [one("spec.ModelPackageName", "invalid-type", "ModelPackageName is a whole number, the API takes a text")],
        ),
        (
            {"ModelPackageName": True},
            [one("spec.ModelPackageName", "invalid-type", "ModelPackageName is true or false, the API takes a text")],
        ),
        (
            {"ModelPackageName": 1.5},
            [one("spec.ModelPackageName", "invalid-type", "ModelPackageName is a number, the API takes a text")],
        ),
        (
            {"ModelPackageName": {}},
            [one("spec.ModelPackageName", "invalid-type", "ModelPackageName is a mapping, the API takes a text")],
        ),
        (
            {"CertifyForMarketplace": 1},
            [
                one(
                    "spec.CertifyForMarketplace",
                    "invalid-type",
                    "CertifyForMarketplace is a whole number, the API takes true or false",
                )
            ],
        ),
        ({"Tags": {}}, [one("spec.Tags", "invalid-type", "Tags is a mapping, the API takes a list")]),
        (
            {"Tags": ["x"]},
            [one("spec.Tags[0]", "invalid-type", "an entry of Tags is a text, the API takes a mapping")],
        ),
        (
            {"ModelPackageName": "a_b"},
            [
                one(
                    "spec.ModelPackageName",
                    "invalid-format",
                    '"a_b" is no ModelPackageName the API takes',
                    NAME_HINT,
                )
            ],
        ),
        (
            {"ModelPackageName": "a\n"},
            [
                one(
                    "spec.ModelPackageName",
                    "invalid-format",
                    '"a\n" is no ModelPackageName the API takes',
                    NAME_HINT,
                )
            ],
        ),
        (
            {"ModelPackageName": "é"},
            [one("spec.ModelPackageName", "invalid-format", '"é" is no ModelPackageName the API takes', NAME_HINT)],
        ),
        (
            {"ModelPackageName": LONG},
            [
                one(
                    "spec.ModelPackageName",
                    "out-of-range",
                    "ModelPackageName has 70 characters, the API takes 63 or fewer",
                    "letters, digits and inner hyphens, 63 at most; ${NAME|slug} makes a version fit",
                ),
                one(
                    "spec.ModelPackageName",
                    "invalid-format",
                    f'"{LONG[:60]}…" is no ModelPackageName the API takes',
                    NAME_HINT,
                ),
            ],
        ),
        (
            {"ModelApprovalStatus": "approved"},
            [
                one(
                    "spec.ModelApprovalStatus",
                    "invalid-value",
                    '"approved" is no ModelApprovalStatus the API knows',
                    "did you mean Approved?",
                )
            ],
        ),
        (
            {"ModelApprovalStatus": "zzz"},
            [
                one(
                    "spec.ModelApprovalStatus",
                    "invalid-value",
                    '"zzz" is no ModelApprovalStatus the API knows',
                    "one of Approved, Rejected, PendingManualApproval",
                )
            ],
        ),
        (
            {"Tags": [{"Key": "a"}]},
            [one("spec.Tags[0].Value", "missing-field", "Value is missing", "add Value to an entry of Tags")],
        ),
        (
            {"Tags": [{"Key": "a", "value": "b"}]},
            [
                one(
                    "spec.Tags[0].value",
                    "unknown-field",
                    '"value" is no member of an entry of Tags',
                    "did you mean Value?",
                    True,
                )
            ],
        ),
        (
            {"Zzz": 1},
            [
                one(
                    "spec.Zzz",
                    "unknown-field",
                    '"Zzz" is no member of spec',
                    f"the API takes {MODEL_PACKAGE_MEMBERS}",
                    True,
                )
            ],
        ),
        (
            {"SkipModelValidation": "zzz"},
            [
                one(
                    "spec.SkipModelValidation",
                    "invalid-value",
                    '"zzz" is no SkipModelValidation the API knows',
                    "write None",
                )
            ],
        ),
    ],
)
def test_model_package(spec: Any, expected: list[Problem]) -> None:
    assert problems(spec) == expected


def resources(count: object) -> dict[str, Any]:
    transform = {
        "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/"}}},
        "TransformOutput": {"S3OutputPath": "s3://b/"},
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": count},
    }
    return {"ValidationProfiles": [{"ProfileName": "p", "TransformJobDefinition": transform}]}


@pytest.mark.parametrize(
    ("count", "rule", "message"),
    [
        (0, "out-of-range", "InstanceCount is 0, the API takes 1 or more"),
        (-5, "out-of-range", "InstanceCount is -5, the API takes 1 or more"),
        ("1", "invalid-type", "InstanceCount is a text, the API takes a whole number"),
        (1.5, "invalid-type", "InstanceCount is a number, the API takes a whole number"),
        (False, "invalid-type", "InstanceCount is true or false, the API takes a whole number"),
    ],
)
def test_a_number_deep_inside(count: object, rule: str, message: str) -> None:
    spec = {"ValidationSpecification": {"ValidationRole": "arn:aws:iam::123456789012:role/r"} | resources(count)}
    location = (
        "spec.ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformResources.InstanceCount"
    )
    assert problems(spec) == [one(location, rule, message)]


def test_an_algorithm_lacks_what_it_needs() -> None:
    assert problems({}, "Algorithm") == [
        one("spec.AlgorithmName", "missing-field", "AlgorithmName is missing", "add AlgorithmName to spec"),
        one(
            "spec.TrainingSpecification",
            "missing-field",
            "TrainingSpecification is missing",
            "add TrainingSpecification to spec",
        ),
    ]


def test_a_misspelt_member_is_not_missing_as_well() -> None:
    found = problems({"AlgorithmNam": "a", "TrainingSpecifications": {}}, "Algorithm")
    assert found == [
        one(
            "spec.AlgorithmNam",
            "unknown-field",
            '"AlgorithmNam" is no member of spec',
            "did you mean AlgorithmName?",
            True,
        ),
        one(
            "spec.TrainingSpecifications",
            "unknown-field",
            '"TrainingSpecifications" is no member of spec',
            "did you mean TrainingSpecification?",
            True,
        ),
    ]


def test_an_instance_type_is_left_to_its_rule() -> None:
    inference = {"Containers": [{"Image": "i"}], "SupportedRealtimeInferenceInstanceTypes": ["ml.new.large"]}
    assert problems({"InferenceSpecification": inference}) == []


def test_what_was_told_already_is_not_told_again() -> None:
    data = {"kind": "ModelPackage", "region": "r", "spec": {"ModelPackageName": 1, "ModelPackageDescription": 2}}
    told = {("spec", "ModelPackageName")}
    found = list(schema.problems(data, schema.root("ModelPackage"), told))
    assert [problem.path for problem in found] == [("spec", "ModelPackageDescription")]
