"""Refusals taken apart: each complaint with its place in the manifest."""

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


def test_findings_that_the_service_joins() -> None:
    first = f"Value 'a; Value 'b' at 'modelPackageName' {FAILED} {LENGTH}"
    second = f"Value null at 'validationSpecification.validationRole' {FAILED} {NULL}"
    assert parse(f"2 validation errors detected: {first}; {second}", "ModelPackage") == [
        RequestError(first, ("spec", "ModelPackageName"), LENGTH),
        RequestError(second, ("spec", "ValidationSpecification", "ValidationRole"), NULL),
    ]


def test_a_refusal_with_what_a_client_writes_before_it() -> None:
    said = f"Value '' at 'tags.2.member.key' {FAILED} {LENGTH}"
    before = "An error occurred (ValidationException) when calling the CreateAlgorithm operation"
    wanted = [RequestError(said, ("spec", "Tags", 1, "Key"), LENGTH)]
    assert parse(f"{before}: 1 validation error detected: {said}") == wanted
    assert parse(f"{before}: {said}") == wanted


def test_a_value_that_looks_like_a_finding() -> None:
    said = f"Value 'x' at 'y' {FAILED} z' at 'modelPackageName' {FAILED} {LENGTH}"
    assert parse(f"1 validation error detected: {said}") == [RequestError(said, ("spec", "ModelPackageName"), LENGTH)]


@pytest.mark.parametrize(
    ("written", "location"),
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
def test_the_service_s_paths(written: str, location: str) -> None:
    said = f"1 validation error detected: Value 'v' at '{written}' {FAILED} {LENGTH}"
    assert [paths.text(one.path) for one in parse(said)] == [location]


def test_a_path_of_another_kind_is_not_taken() -> None:
    said = f"1 validation error detected: Value 'v' at 'algorithmName' {FAILED} {LENGTH}"
    assert [one.path for one in parse(said, "ModelPackage")] == [()]
    assert [one.path for one in parse(said, "Algorithm")] == [("spec", "AlgorithmName")]


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


def test_the_sandbox_s_refusal() -> None:
    with pytest.raises(ServiceError) as refused:
        validate_request("CreateAlgorithm", REQUEST)
    assert [(paths.text(one.path), one.constraint[:27]) for one in parse(str(refused.value), "Algorithm")] == [
        ("spec.AlgorithmName", "Member must satisfy regular"),
        ("spec.TrainingSpecification.TrainingImage", "Member must satisfy regular"),
        ("spec.TrainingSpecification.TrainingChannels[1].Name", "Member must have length gre"),
        ("spec.TrainingSpecification.TrainingChannels[1].Name", "Member must satisfy regular"),
        ("spec.Tags[0].Key", "Member must satisfy regular"),
        ("spec.Tags[0].Value", "Member must have length les"),
    ]


BROKEN: dict[str, Any] = {
    "AlgorithmName": 5,
    "Nmae": "x",
    "TrainingSpecification": {
        "TrainingImage": "",
        "TrainingChannels": [{"Name": "a; b", "Bar": 2, "SupportedContentTypes": "a", "SupportedInputModes": []}],
    },
    "InferenceSpecification": {"Containers": [{"Image": "x", "Environment": {"A.B": 1, 2: "x"}}]},
    "Tags": [{"Key": "a"}],
}
REPORTED = [
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


@pytest.mark.parametrize("between", ["\n", " "])
def test_botocore_s_report(between: str) -> None:
    shape = service_model().operation_model("CreateAlgorithm").input_shape
    report = ParamValidator().validate(BROKEN, shape).generate_report()
    told = parse(f"Parameter validation failed:\n{report}".replace("\n", between), "Algorithm")
    assert sorted((paths.text(one.path), one.at_key) for one in told) == sorted(REPORTED)
    assert sorted(one.text for one in told) == sorted(report.split("\n"))


@pytest.mark.parametrize("message", ["", "Missing ARN.", "Value of nothing", f"x at 'y' {FAILED}", "a\n b\t c"])
def test_a_refusal_of_another_form_is_one_complaint(message: str) -> None:
    assert parse(message) == [RequestError(" ".join(message.split()))]


MEMBERS = ("modelPackageName", "validationSpecification.validationRole", "tags.1.member.key")
PLACES = {
    "modelPackageName": ("spec", "ModelPackageName"),
    "validationSpecification.validationRole": ("spec", "ValidationSpecification", "ValidationRole"),
    "tags.1.member.key": ("spec", "Tags", 0, "Key"),
}
PIECES = st.sampled_from(["; Value '", "'", "; ", "Value null", " at '", "1 validation error detected: ", "\n", FAILED])
VALUES = st.lists(st.text(max_size=9) | PIECES, max_size=6).map("".join).filter(lambda value: FAILED not in value)


@given(st.lists(st.tuples(VALUES, st.sampled_from(MEMBERS), st.sampled_from([LENGTH, NULL])), min_size=1, max_size=9))
def test_whatever_the_values_are(findings: list[tuple[str, str, str]]) -> None:
    said = "; ".join(f"Value '{value}' at '{member}' {FAILED} {constraint}" for value, member, constraint in findings)
    told = parse(f"{len(findings)} validation errors detected: {said}", "ModelPackage")
    assert [(one.path, one.constraint) for one in told] == [
        (PLACES[member], constraint) for _, member, constraint in findings
    ]


@given(st.lists(st.text() | PIECES | st.sampled_from([f" at 'a.1' {FAILED} ", "Unknown parameter in input: "])))
def test_any_text_is_at_least_one_complaint(pieces: list[str]) -> None:
    told = parse("".join(pieces))
    assert 1 <= len(told) <= MAX_ERRORS
    assert [one.text for one in told if one.text != " ".join(one.text.split())] == []


def test_a_refusal_without_end_is_bounded() -> None:
    said = f"Value 'v' at 'tags' {FAILED} {LENGTH}; "
    assert (
        parse(f"9999 validation errors detected: {said * 9999}")
        == [RequestError(said.removesuffix("; "), ("spec", "Tags"), LENGTH)] * MAX_ERRORS
    )
    assert parse("x" * 100_000) == [RequestError("x" * 65_536)]
