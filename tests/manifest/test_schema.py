"""The schema's problems, each with path, rule, message and hint, on requests of both kinds."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, schema, validation
from sagemaker_marketplace.manifest.validation import Problem

MODEL_PACKAGE_FIELDS = (
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


def problem(path: str, rule: str, message: str, hint: str = "", at_key: bool = False) -> Problem:
    return Problem(paths.from_text(path), rule, message, hint, at_key)


def test_kinds() -> None:
    assert schema.kinds() == ["Algorithm", "ModelPackage"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        ({"ModelPackageName": "a", "Tags": [{"Key": "k", "Value": ""}], "CertifyForMarketplace": False}, []),
        ([], [problem("spec", "invalid-type", "spec must be an object, not a list")]),
        ("x", [problem("spec", "invalid-type", "spec must be an object, not a string")]),
        (None, [problem("spec", "invalid-type", "spec must be an object, not null")]),
        (
            {"ModelPackageName": 1},
            [problem("spec.ModelPackageName", "invalid-type", "ModelPackageName must be a string, not an integer")],
        ),
        (
            {"ModelPackageName": True},
            [problem("spec.ModelPackageName", "invalid-type", "ModelPackageName must be a string, not a boolean")],
        ),
        (
            {"ModelPackageName": 1.5},
            [problem("spec.ModelPackageName", "invalid-type", "ModelPackageName must be a string, not a number")],
        ),
        (
            {"ModelPackageName": {}},
            [problem("spec.ModelPackageName", "invalid-type", "ModelPackageName must be a string, not an object")],
        ),
        (
            {"CertifyForMarketplace": 1},
            [
                problem(
                    "spec.CertifyForMarketplace",
                    "invalid-type",
                    "CertifyForMarketplace must be true or false, not an integer",
                )
            ],
        ),
        ({"Tags": {}}, [problem("spec.Tags", "invalid-type", "Tags must be a list, not an object")]),
        (
            {"Tags": ["x"]},
            [problem("spec.Tags[0]", "invalid-type", "Tags[0] must be an object, not a string")],
        ),
        (
            {"ModelPackageName": "a_b"},
            [
                problem(
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
                problem(
                    "spec.ModelPackageName",
                    "invalid-format",
                    'invalid ModelPackageName: "a\n" contains "\\n"',
                    NAME_HINT,
                )
            ],
        ),
        (
            {"ModelPackageName": "é"},
            [
                problem(
                    "spec.ModelPackageName", "invalid-format", 'invalid ModelPackageName: "é" contains "é"', NAME_HINT
                )
            ],
        ),
        (
            {"ModelPackageName": LONG},
            [
                problem(
                    "spec.ModelPackageName",
                    "out-of-range",
                    "ModelPackageName is too long (70 characters, maximum 63)",
                    "use letters, digits and inner hyphens, at most 63; ${NAME|slug} converts a version",
                ),
                problem(
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
                problem(
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
                problem(
                    "spec.ModelApprovalStatus",
                    "invalid-value",
                    'invalid ModelApprovalStatus: "zzz"',
                    "use one of Approved, Rejected, PendingManualApproval",
                )
            ],
        ),
        (
            {"Tags": [{"Key": "a"}]},
            [problem("spec.Tags[0].Value", "missing-field", "Value is missing", "add Value to Tags[0]")],
        ),
        (
            {"Tags": [{"Key": "a", "value": "b"}]},
            [
                problem(
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
                problem(
                    "spec.Zzz",
                    "unknown-field",
                    'unknown field "Zzz" in spec',
                    f"use one of {MODEL_PACKAGE_FIELDS}",
                    True,
                )
            ],
        ),
        (
            {"SkipModelValidation": "zzz"},
            [
                problem(
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
def test_a_nested_number(count: object, rule: str, message: str) -> None:
    spec = {"ValidationSpecification": {"ValidationRole": "arn:aws:iam::123456789012:role/r"} | resources(count)}
    location = (
        "spec.ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformResources.InstanceCount"
    )
    assert problems(spec) == [problem(location, rule, message)]


def test_missing_fields_of_an_algorithm() -> None:
    assert problems({}, "Algorithm") == [
        problem("spec.AlgorithmName", "missing-field", "AlgorithmName is missing", "add AlgorithmName to spec"),
        problem(
            "spec.TrainingSpecification",
            "missing-field",
            "TrainingSpecification is missing",
            "add TrainingSpecification to spec",
        ),
    ]


def test_a_misspelled_field_is_not_reported_as_missing() -> None:
    result = problems({"AlgorithmNam": "a", "TrainingSpecifications": {}}, "Algorithm")
    assert result == [
        problem(
            "spec.AlgorithmNam",
            "unknown-field",
            'unknown field "AlgorithmNam" in spec',
            "did you mean AlgorithmName?",
            True,
        ),
        problem(
            "spec.TrainingSpecifications",
            "unknown-field",
            'unknown field "TrainingSpecifications" in spec',
            "did you mean TrainingSpecification?",
            True,
        ),
    ]


def test_instance_types_are_left_to_rules() -> None:
    inference = {"Containers": [{"Image": "i"}], "SupportedRealtimeInferenceInstanceTypes": ["ml.new.large"]}
    assert problems({"InferenceSpecification": inference}) == []


def test_paths_already_reported_are_skipped() -> None:
    data = {"kind": "ModelPackage", "region": "r", "spec": {"ModelPackageName": 1, "ModelPackageDescription": 2}}
    reported = {("spec", "ModelPackageName")}
    remaining = list(validation.problems(data, reported))
    assert [problem.path for problem in remaining] == [("spec", "ModelPackageDescription")]
