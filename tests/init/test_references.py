"""References of other tools: the manifest's text for each, and the names of the variables."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.init.references import References, defaults
from sagemaker_marketplace.manifest import schema

NODE = schema.spec("ModelPackage")


def replaced(request: dict[str, Any], region: str = "us-east-2", **values: str) -> tuple[dict[str, Any], list[str]]:
    """Return a request without references, and the variables that need a value."""
    references = References(region, values)
    return references.replace(request, NODE), references.variables


@pytest.mark.parametrize(
    ("reference", "text", "variables"),
    [
        ({"Ref": "Name"}, "${Name}", ["Name"]),
        ({"Ref": 5}, "${_5}", ["_5"]),
        ({"Get": "Parameters.Name"}, "${Name}", ["Name"]),
        ({"Get": "Steps.Train.Model['a']"}, "${Steps_Train_Model_a}", ["Steps_Train_Model_a"]),
        ({"Fn::GetAtt": ["Role", "Arn"]}, "${Role_Arn}", ["Role_Arn"]),
        ({"Fn::GetAtt": "Role.Arn"}, "${Role_Arn}", ["Role_Arn"]),
        ({"Fn::ImportValue": "test-data"}, "${test_data}", ["test_data"]),
        ({"Fn::Select": [0, {"Ref": "Names"}]}, "${_0_Names}", ["_0_Names"]),
        ({"Fn::GetAZs": ""}, "${VALUE}", ["VALUE"]),
        ({"Fn::Sub": "a $5 $$ ${B}$${C} ${!D}"}, "a $$5 $$$$ ${B}$$${C} $${D}", ["B", "C"]),
        ({"Fn::Sub": ["${A}-${B}", {"A": {"Ref": "C"}}]}, "${C}-${B}", ["B", "C"]),
        ({"Fn::Sub": ["${A}", {"A": "$1"}]}, "$$1", []),
        ({"Fn::Sub": [1, 2]}, "${_1_2}", ["_1_2"]),
        ({"Fn::Sub": "${A ${B}"}, "$${A ${B}", ["B"]),
        ({"Fn::Join": ["-", ["a", {"Ref": "B"}, 1, True]]}, "a-${B}-1-true", ["B"]),
        ({"Fn::Join": ["-", {"Ref": "List"}]}, "${List}", ["List"]),
        ({"Std:Join": {"On": "/", "Values": ["s3:/", {"Get": "Parameters.B"}]}}, "s3://${B}", ["B"]),
        ({"Std:Join": {"Values": ["a", "b"]}}, "ab", []),
        ({"Ref": "AWS::Region"}, "us-east-2", []),
        (
            {"Fn::Sub": "${AWS::Partition}.${AWS::URLSuffix}.${AWS::AccountId}"},
            "aws.amazonaws.com.${AWS_AccountId}",
            None,
        ),
    ],
)
def test_a_reference(reference: dict[str, Any], text: str, variables: list[str] | None) -> None:
    expected = ["AWS_AccountId"] if variables is None else variables
    assert replaced({"ModelPackageName": reference}) == ({"ModelPackageName": text}, expected)


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_only_the_region_is_known_in_other_partitions(region: str) -> None:
    request = {"Domain": {"Fn::Sub": "${AWS::Partition}:${AWS::Region}"}}
    assert replaced(request, region) == ({"Domain": f"${{AWS_Partition}}:{region}"}, ["AWS_Partition"])


def test_different_references_have_different_variables() -> None:
    request = {"Domain": {"Ref": "A.B"}, "Task": {"Ref": "A-B"}, "SourceUri": {"Fn::GetAtt": "A.B"}}
    assert replaced(request) == ({"Domain": "${A_B}", "Task": "${A_B_}", "SourceUri": "${A_B}"}, ["A_B", "A_B_"])


def test_a_default_needs_no_value() -> None:
    request = {"Domain": {"Ref": "A"}, "Task": {"Fn::Sub": "${A}${B}"}}
    assert replaced(request, A="$1.0") == ({"Domain": "${A:-$$1.0}", "Task": "${A:-$$1.0}${B}"}, ["B"])


def test_a_reference_to_a_list_or_an_object() -> None:
    request = {
        "ModelPackageName": "a",
        "InferenceSpecification": {"Ref": "Specification"},
        "Tags": [{"Fn::If": ["A", {"Key": "a", "Value": "b"}, {"Ref": "AWS::NoValue"}]}, {"Key": "c", "Value": "d"}],
        "AdditionalInferenceSpecifications": [{"Name": "a", "SupportedContentTypes": {"Ref": "Types"}}],
        "Domain": {"Ref": "AWS::NoValue"},
        "CustomerMetadataProperties": {"Ref": "a", "Get": {"Ref": "B"}},
    }
    references = References("us-east-2", {})
    assert references.replace(request, NODE) == {
        "ModelPackageName": "a",
        "Tags": [{"Key": "c", "Value": "d"}],
        "AdditionalInferenceSpecifications": [{"Name": "a", "SupportedContentTypes": ["${Types}"]}],
        "CustomerMetadataProperties": {"Ref": "a", "Get": "${B}"},
    }
    assert [(reference.path, reference.variables) for reference in references.found] == [
        (("InferenceSpecification",), ()),
        (("Tags", 0), ()),
        (("AdditionalInferenceSpecifications", 0, "SupportedContentTypes"), ("Types",)),
        (("CustomerMetadataProperties", "Get"), ("B",)),
    ]


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (
            {"Parameters": {"A": {"Default": "x"}, "B": {"Default": 5}, "C": {"Type": "String"}, "D": None}},
            {"A": "x", "B": "5"},
        ),
        ({"Parameters": [{"Name": "A", "DefaultValue": "x"}, {"Name": "B"}, "C"]}, {"A": "x"}),
        ({"Parameters": {"A": {"Default": "{}"}, "B": {"Default": ["x"]}}}, {}),
        ({"Parameters": "A"}, {}),
        ({}, {}),
        ([], {}),
    ],
)
def test_defaults(data: Any, values: dict[str, str]) -> None:
    assert defaults(data) == values
