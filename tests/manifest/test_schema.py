"""The schema's problems, each with path, rule, message and hint, on requests of both kinds."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, schema, validation
from sagemaker_marketplace.manifest.validation import Problem

MODEL_PACKAGE_MEMBERS = (
    "AdditionalInferenceSpecifications, CertifyForMarketplace, ClientToken, CustomerMetadataProperties, Domain, "
    "DriftCheckBaselines, InferenceSpecification, ManagedStorageType, MetadataProperties, ModelApprovalStatus, "
    "ModelCard, ModelLifeCycle, ModelMetrics, ModelPackageDescription, ModelPackageGroupName, ModelPackageName, "
    "ModelPackageRegistrationType, SamplePayloadUrl, SecurityConfig, SkipModelValidation, "
    "SourceAlgorithmSpecification, SourceUri, Tags, Task, ValidationSpecification"
)
NAME_HINT = "use letters, digits and inner hyphens, at most 63; ${NAME|slug} converts a version"
LONG = "x" * 70


def problems(spec: Any, kind: str = "ModelPackage") -> list[Problem]:
    return list(validation.problems({"kind": kind, "region": "us-east-2", "spec": spec}))


def one(path: str, rule: str, message: str, hint: str = "", at_key: bool = False) -> Problem:
    return Problem(paths.from_text(path), rule, message, hint, at_key)


def test_kinds() -> None:
    assert schema.kinds() == ["Algorithm", "ModelPackage"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        ({"ModelPackageName": "a", "Tags": [{"Key": "k", "Value": ""}], "CertifyForMarketplace": False}, []),
        ([], [one("spec", "invalid-type", "spec must be an object, not a list")]),
        ("x", [one("spec", "invalid-type", "spec must be an object, not a string")]),
        (None, [one("spec", "invalid-type", "spec must be an object, not null")]),
        (
            {"ModelPackageName": 1},
            [one("spec.ModelPackageName", "invalid-type", "ModelPackageName must be a string, not an integer")],
        ),
        (
            {"ModelPackageName": True},
            [one("spec.ModelPackageName", "invalid-type", "ModelPackageName must be a string, not a boolean")],
        ),
        (
            {"ModelPackageName": 1.5},
            [one("spec.ModelPackageName", "invalid-type", "ModelPackageName must be a string, not a number")],
        ),
        (
            {"ModelPackageName": {}},
            [one("spec.ModelPackageName", "invalid-type", "ModelPackageName must be a string, not an object")],
        ),
        (
            {"CertifyForMarketplace": 1},
            [
                one(
                    "spec.CertifyForMarketplace",
                    "invalid-type",
                    "CertifyForMarketplace must be true or false, not an integer",
                )
            ],
        ),
        ({"Tags": {}}, [one("spec.Tags", "invalid-type", "Tags must be a list, not an object")]),
        (
            {"Tags": ["x"]},
            [one("spec.Tags[0]", "invalid-type", "Tags[0] must be an object, not a string")],
        ),
        (
            {"ModelPackageName": "a_b"},
            [
                one(
                    "spec.ModelPackageName",
                    "invalid-format",
                    'invalid ModelPackageName: "a_b" contains "_"',
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
                    'invalid ModelPackageName: "a\n" contains "\\n"',
                    NAME_HINT,
                )
            ],
        ),
        (
            {"ModelPackageName": "é"},
            [one("spec.ModelPackageName", "invalid-format", 'invalid ModelPackageName: "é" contains "é"', NAME_HINT)],
        ),
        (
            {"ModelPackageName": LONG},
            [
                one(
                    "spec.ModelPackageName",
                    "out-of-range",
                    "ModelPackageName is too long (70 characters, maximum 63)",
                    "use letters, digits and inner hyphens, at most 63; ${NAME|slug} converts a version",
                ),
                one(
                    "spec.ModelPackageName",
                    "invalid-format",
                    f'invalid ModelPackageName: "{LONG[:60]}…"',
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
                    'invalid ModelApprovalStatus: "approved"',
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
                    'invalid ModelApprovalStatus: "zzz"',
                    "use one of Approved, Rejected, PendingManualApproval",
                )
            ],
        ),
        (
            {"Tags": [{"Key": "a"}]},
            [one("spec.Tags[0].Value", "missing-field", "Value is missing", "add Value to Tags[0]")],
        ),
        (
            {"Tags": [{"Key": "a", "value": "b"}]},
            [
                one(
                    "spec.Tags[0].value",
                    "unknown-field",
                    'unknown field "value" in Tags[0]',
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
                    'unknown field "Zzz" in spec',
                    f"use one of {MODEL_PACKAGE_MEMBERS}",
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
                    'invalid SkipModelValidation: "zzz"',
                    "use None",
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
        (0, "out-of-range", "InstanceCount must be at least 1, not 0"),
        (-5, "out-of-range", "InstanceCount must be at least 1, not -5"),
        ("1", "invalid-type", "InstanceCount must be an integer, not a string"),
        (1.5, "invalid-type", "InstanceCount must be an integer, not a number"),
        (False, "invalid-type", "InstanceCount must be an integer, not a boolean"),
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
            'unknown field "AlgorithmNam" in spec',
            "did you mean AlgorithmName?",
            True,
        ),
        one(
            "spec.TrainingSpecifications",
            "unknown-field",
            'unknown field "TrainingSpecifications" in spec',
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
    found = list(validation.problems(data, told))
    assert [problem.path for problem in found] == [("spec", "ModelPackageDescription")]
