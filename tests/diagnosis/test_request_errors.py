"""Refusals parsed into errors, each with its path in the manifest."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.diagnosis.request_errors import MAX_ERRORS, RequestError, parse
from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.sandbox.json_protocol import ServiceError
from sagemaker_marketplace.sandbox.request_validation import service_model, validate_request

FAILED = "failed to satisfy constraint:"
LENGTH = "Member must have length less than or equal to 63"
NULL = "Member must not be null"


def test_several_errors_in_one_message() -> None:
    first_error = f"Value 'a; Value 'b' at 'modelPackageName' {FAILED} {LENGTH}"
    second_error = f"Value null at 'validationSpecification.validationRole' {FAILED} {NULL}"
    assert parse(f"2 validation errors detected: {first_error}; {second_error}", "ModelPackage") == [
        RequestError(first_error, ("spec", "ModelPackageName"), LENGTH),
        RequestError(second_error, ("spec", "ValidationSpecification", "ValidationRole"), NULL),
    ]


def test_a_message_with_a_client_s_prefix() -> None:
    message = f"Value '' at 'tags.2.member.key' {FAILED} {LENGTH}"
    prefix = "An error occurred (ValidationException) when calling the CreateAlgorithm operation"
    expected = [RequestError(message, ("spec", "Tags", 1, "Key"), LENGTH)]
    assert parse(f"{prefix}: 1 validation error detected: {message}") == expected
    assert parse(f"{prefix}: {message}") == expected


def test_a_value_that_looks_like_an_error() -> None:
    message = f"Value 'x' at 'y' {FAILED} z' at 'modelPackageName' {FAILED} {LENGTH}"
    assert parse(f"1 validation error detected: {message}") == [
        RequestError(message, ("spec", "ModelPackageName"), LENGTH)
    ]


@pytest.mark.parametrize(
    ("service_path", "location"),
    [
        ("modelPackageName", "spec.ModelPackageName"),
        ("algorithmName", "spec.AlgorithmName"),
        ("certifyForMarketplace", "spec.CertifyForMarketplace"),
        ("inferenceSpecification.containers.1.member.image", "spec.InferenceSpecification.Containers[0].Image"),
        ("inferenceSpecification.containers.2.image", "spec.InferenceSpecification.Containers[1].Image"),
        ("inferenceSpecification.containers.member.3.image", "spec.InferenceSpecification.Containers[2].Image"),
        ("inferenceSpecification.containers[3].image", "spec.InferenceSpecification.Containers[3].Image"),
        ("inferenceSpecification.containers.0.image", "spec.InferenceSpecification.Containers[0].Image"),
        ("inferenceSpecification.containers.1.member", "spec.InferenceSpecification.Containers[0]"),
        (
            "inferenceSpecification.supportedResponseMIMETypes.12.member",
            "spec.InferenceSpecification.SupportedResponseMIMETypes[11]",
        ),
        ("inferenceSpecification.containers.first", "spec.InferenceSpecification.Containers"),
        ("inferenceSpecification.unheard.of", "spec.InferenceSpecification"),
        ("customerMetadataProperties.a.b", "spec.CustomerMetadataProperties.a.b"),
        ("modelPackageName.more", "spec.ModelPackageName"),
        ("unheard", "(the manifest)"),
        ("...", "(the manifest)"),
    ],
)
def test_paths_in_the_service_s_messages(service_path: str, location: str) -> None:
    message = f"1 validation error detected: Value 'v' at '{service_path}' {FAILED} {LENGTH}"
    assert [paths.text(error.path) for error in parse(message)] == [location]


def test_a_path_of_another_kind_is_ignored() -> None:
    message = f"1 validation error detected: Value 'v' at 'algorithmName' {FAILED} {LENGTH}"
    assert [error.path for error in parse(message, "ModelPackage")] == [()]
    assert [error.path for error in parse(message, "Algorithm")] == [("spec", "AlgorithmName")]


REQUEST: dict[str, Any] = {
    "AlgorithmName": "-; Value 'a",
    "TrainingSpecification": {
        "TrainingImage": "an image",
        "SupportedTrainingInstanceTypes": ["ml.m5.large"],
        "TrainingChannels": [
            {"Name": "training", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]},
            {"Name": "", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]},
        ],
    },
    "Tags": [{"Key": "' at 'tags'", "Value": "v" * 257}],
}


def test_a_refusal_of_the_sandbox() -> None:
    with pytest.raises(ServiceError) as refused:
        validate_request("CreateAlgorithm", REQUEST)
    assert [(paths.text(error.path), error.constraint[:27]) for error in parse(str(refused.value), "Algorithm")] == [
        ("spec.AlgorithmName", "Member must satisfy regular"),
        ("spec.TrainingSpecification.TrainingImage", "Member must satisfy regular"),
        ("spec.TrainingSpecification.TrainingChannels[1].Name", "Member must have length gre"),
        ("spec.TrainingSpecification.TrainingChannels[1].Name", "Member must satisfy regular"),
        ("spec.Tags[0].Key", "Member must satisfy regular"),
        ("spec.Tags[0].Value", "Member must have length les"),
    ]


INVALID_REQUEST: dict[str, Any] = {
    "AlgorithmName": 5,
    "Nmae": "x",
    "TrainingSpecification": {
        "TrainingImage": "",
        "TrainingChannels": [{"Name": "a; b", "Bar": 2, "SupportedContentTypes": "a", "SupportedInputModes": []}],
    },
    "InferenceSpecification": {"Containers": [{"Image": "x", "Environment": {"A.B": 1, 2: "x"}}]},
    "Tags": [{"Key": "a"}],
}
EXPECTED = [
    ("spec.Nmae", True),
    ("spec.AlgorithmName", False),
    ("spec.TrainingSpecification.SupportedTrainingInstanceTypes", False),
    ("spec.TrainingSpecification.TrainingChannels[0].Bar", True),
    ("spec.TrainingSpecification.TrainingChannels[0].SupportedContentTypes", False),
    ("spec.TrainingSpecification.TrainingChannels[0].SupportedInputModes", False),
    ("spec.InferenceSpecification.Containers[0].Environment.A.B", False),
    ("spec.InferenceSpecification.Containers[0].Environment", False),
    ("spec.Tags[0].Value", False),
]


@pytest.mark.parametrize("separator", ["\n", " "])
def test_a_report_of_botocore(separator: str) -> None:
    shape = service_model().operation_model("CreateAlgorithm").input_shape
    report = ParamValidator().validate(INVALID_REQUEST, shape).generate_report()
    errors = parse(f"Parameter validation failed:\n{report}".replace("\n", separator), "Algorithm")
    assert sorted((paths.text(error.path), error.at_key) for error in errors) == sorted(EXPECTED)
    assert sorted(error.text for error in errors) == sorted(report.split("\n"))


@pytest.mark.parametrize(
    "message",
    ["", "1 validation error detected: Value", "Missing ARN.", "Value of nothing", f"x at 'y' {FAILED}", "a\n b\t c"],
)
def test_an_unknown_message_is_one_error(message: str) -> None:
    assert parse(message) == [RequestError(" ".join(message.split()))]


FIELDS = ("modelPackageName", "validationSpecification.validationRole", "tags.1.member.key")
PATHS = {
    "modelPackageName": ("spec", "ModelPackageName"),
    "validationSpecification.validationRole": ("spec", "ValidationSpecification", "ValidationRole"),
    "tags.1.member.key": ("spec", "Tags", 0, "Key"),
}
PIECES = st.sampled_from(["; Value '", "'", "; ", "Value null", " at '", "1 validation error detected: ", "\n", FAILED])
VALUES = st.lists(st.text(max_size=9) | PIECES, max_size=6).map("".join).filter(lambda value: FAILED not in value)


@given(st.lists(st.tuples(VALUES, st.sampled_from(FIELDS), st.sampled_from([LENGTH, NULL])), min_size=1, max_size=9))
def test_errors_are_separated_for_any_values(findings: list[tuple[str, str, str]]) -> None:
    message = "; ".join(f"Value '{value}' at '{field}' {FAILED} {constraint}" for value, field, constraint in findings)
    errors = parse(f"{len(findings)} validation errors detected: {message}", "ModelPackage")
    assert [(error.path, error.constraint) for error in errors] == [
        (PATHS[field], constraint) for _, field, constraint in findings
    ]


@given(st.lists(st.text() | PIECES | st.sampled_from([f" at 'a.1' {FAILED} ", "Unknown parameter in input: "])))
def test_any_message_has_at_least_one_error(pieces: list[str]) -> None:
    errors = parse("".join(pieces))
    assert 1 <= len(errors) <= MAX_ERRORS
    assert [error.text for error in errors if error.text != " ".join(error.text.split())] == []


def test_the_number_of_errors_is_limited() -> None:
    message = f"Value 'v' at 'tags' {FAILED} {LENGTH}; "
    assert (
        parse(f"9999 validation errors detected: {message * 9999}")
        == [RequestError(message.removesuffix("; "), ("spec", "Tags"), LENGTH)] * MAX_ERRORS
    )
    assert parse("x" * 100_000) == [RequestError("x" * 65_536)]
