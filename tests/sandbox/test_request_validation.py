"""Requests that violate the service model, and the service's messages."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.java_patterns import compile_pattern
from sagemaker_marketplace.sandbox.json_protocol import ServiceError
from sagemaker_marketplace.sandbox.operations import OPERATIONS
from sagemaker_marketplace.sandbox.request_validation import service_model, validate_request

NAME = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
ROLE = r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"


def validation_error(operation: str, request: object) -> str:
    """Validate a bad request; return the error's code and message."""
    with pytest.raises(ServiceError) as refusal:
        validate_request(operation, request)
    return f"{refusal.value.code}: {refusal.value.message}"


def test_one_error_over_http(sagemaker: Any, model_package: dict[str, Any]) -> None:
    model_package["ValidationSpecification"]["ValidationRole"] = "AmazonSageMaker-ExecutionRole"
    with pytest.raises(ClientError) as refusal:
        sagemaker.create_model_package(**model_package)
    assert refusal.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": "1 validation error detected: Value 'AmazonSageMaker-ExecutionRole' at "
        "'validationSpecification.validationRole' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {ROLE}",
    }
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_all_errors_are_joined() -> None:
    request = {
        "ModelPackageName": "v${VERSION}-" + "x" * 60,
        "InferenceSpecification": {
            "Containers": [
                {"Image": "scorer:1", "Environment": {"1A": "x", "B": "y"}},
                {"Image": "my scorer", "ImageDigest": "md5:0"},
            ],
            "SupportedTransformInstanceTypes": [],
        },
        "ValidationSpecification": {"ValidationProfiles": [{"ProfileName": "a"}, {}]},
        "ModelApprovalStatus": "Fine",
        "Tags": [{"Key": "k", "Value": "v" * 257}],
    }
    key = "[a-zA-Z_][a-zA-Z0-9_]*"
    assert validation_error("CreateModelPackage", request).split("; ") == [
        f"ValidationException: 13 validation errors detected: Value 'v${{VERSION}}-{'x' * 60}' at 'modelPackageName' "
        "failed to satisfy constraint: Member must have length less than or equal to 63",
        f"Value 'v${{VERSION}}-{'x' * 60}' at 'modelPackageName' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {NAME}",
        "Value '{1A=x, B=y}' at 'inferenceSpecification.containers.1.member.environment' failed to satisfy constraint: "
        "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, "
        f"Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: {key}]",
        "Value 'my scorer' at 'inferenceSpecification.containers.2.member.image' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\S]+",
        "Value 'md5:0' at 'inferenceSpecification.containers.2.member.imageDigest' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [Ss][Hh][Aa]256:[0-9a-fA-F]{64}",
        "Value '[]' at 'inferenceSpecification.supportedTransformInstanceTypes' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1",
        "Value null at 'validationSpecification.validationRole' failed to satisfy constraint: Member must not be null",
        "Value '[{ProfileName=a}, {}]' at 'validationSpecification.validationProfiles' failed to satisfy constraint: "
        "Member must have length less than or equal to 1",
        "Value null at 'validationSpecification.validationProfiles.1.member.transformJobDefinition' "
        "failed to satisfy constraint: Member must not be null",
        "Value null at 'validationSpecification.validationProfiles.2.member.profileName' "
        "failed to satisfy constraint: Member must not be null",
        "Value null at 'validationSpecification.validationProfiles.2.member.transformJobDefinition' "
        "failed to satisfy constraint: Member must not be null",
        f"Value '{'v' * 257}' at 'tags.1.member.value' failed to satisfy constraint: "
        "Member must have length less than or equal to 256",
        "Value 'Fine' at 'modelApprovalStatus' failed to satisfy constraint: Member must satisfy enum value set: "
        "[Approved, Rejected, PendingManualApproval]",
    ]


def test_scalar_list_items_are_reported_together() -> None:
    request = {"ResourceArn": "arn:aws:sagemaker:us-east-1:123456789012:algorithm/a", "TagKeys": ["", "fine", "a*b"]}
    assert validation_error("DeleteTags", request) == (
        "ValidationException: 1 validation error detected: Value '[, fine, a*b]' at 'tagKeys' "
        "failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to "
        "128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: "
        r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)]"
    )


@pytest.mark.parametrize(
    ("value", "finding"),
    [(0, "greater than or equal to 1"), (101, "less than or equal to 100")],
)
def test_number_ranges(value: int, finding: str) -> None:
    assert validation_error("ListAlgorithms", {"MaxResults": value}) == (
        f"ValidationException: 1 validation error detected: Value '{value}' at 'maxResults' "
        f"failed to satisfy constraint: Member must have value {finding}"
    )


def test_at_most_twenty_channels(algorithm: dict[str, Any]) -> None:
    specification = algorithm["TrainingSpecification"]
    specification["TrainingChannels"] *= 20
    assert validate_request("CreateAlgorithm", algorithm) == algorithm
    specification["TrainingChannels"] *= 2
    assert validation_error("CreateAlgorithm", algorithm).endswith(
        "at 'trainingSpecification.trainingChannels' failed to satisfy constraint: "
        "Member must have length less than or equal to 20"
    )


@pytest.mark.parametrize(
    ("request_", "finding"),
    [
        ({"MaxResults": "10"}, "string can not be converted to integer"),
        ({"MaxResults": True}, "boolean can not be converted to integer"),
        ({"MaxResults": 1.5}, "number can not be converted to integer"),
        ({"NameContains": 7}, "number can not be converted to string"),
        ({"NameContains": ["a"]}, "list can not be converted to string"),
        ([], "list can not be converted to structure"),
        (None, "null can not be converted to structure"),
    ],
)
def test_values_of_the_wrong_type(request_: object, finding: str) -> None:
    assert validation_error("ListAlgorithms", request_) == f"SerializationException: {finding}"


def test_unknown_and_null_fields_are_ignored() -> None:
    assert validate_request("ListAlgorithms", {"Colour": "red", "NextToken": None, "MaxResults": 5}) == {
        "MaxResults": 5
    }


def shapes(shape: Any, known: dict[str, Any]) -> dict[str, Any]:
    """Return a shape and all nested shapes by name."""
    if shape.name not in known:
        known[shape.name] = shape
        inside = {"structure": ("members",), "map": ("key", "value"), "list": ("member",)}.get(shape.type_name, ())
        for part in (getattr(shape, name) for name in inside):
            for each in part.values() if isinstance(part, dict) else [part]:
                shapes(each, known)
    return known


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_pattern_of_the_service_model_is_supported(operation: str) -> None:
    known = shapes(service_model().operation_model(operation).input_shape, {})
    patterns = {shape.metadata["pattern"] for shape in known.values() if "pattern" in shape.metadata}
    assert all(compile_pattern(pattern).pattern for pattern in patterns)
    assert patterns


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (r"[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*", "Größe – 日本, 𝟘 € ✓", True),
        (r"[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]*", "two\nlines", False),
        (r"([\p{L}\p{Z}\p{N}_.:\/=+\-@]*)${1,128}", "a/b c", True),
        (r"([\p{L}\p{Z}\p{N}_.:\/=+\-@]*)${1,128}", "a,b", False),
        (r"\d+", "٣", False),
    ],
)
def test_java_patterns(pattern: str, text: str, matches: bool) -> None:
    assert bool(compile_pattern(pattern).fullmatch(text)) is matches
