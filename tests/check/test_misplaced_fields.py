"""Fields at the wrong level, in another spelling or of another kind, and files of other tools have one finding."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.check.mutation import DELETE, FACTS, HOME, Changes, changed, example

from sagemaker_marketplace.check import check
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import Failure

PACKAGE, ALGORITHM = example("ModelPackage")["spec"], example("Algorithm")["spec"]
CONVERT = "convert it: sagemaker-marketplace init --from m.yaml"
NO_MANIFEST = "use the path of a manifest; sagemaker-marketplace init creates one"
INFERENCE = "spec.InferenceSpecification"
VALIDATION = "spec.ValidationSpecification"
PROFILE = f"{VALIDATION}.ValidationProfiles.0"
JOB = f"{PROFILE}.TransformJobDefinition"
IMAGE = "123456789012.dkr.ecr.us-east-2.amazonaws.com/churn-scorer:1"
ROLE = PACKAGE["ValidationSpecification"]["ValidationRole"]
DATA = {"S3DataType": "S3Prefix", "S3Uri": "s3://example-sagemaker-us-east-2/churn-scorer/validation/input/"}


def found(data: Any) -> list[tuple[str, str]]:
    """Return message and hint of each finding on a file with this data, which is text or written as JSON."""
    text = data if isinstance(data, str) else json.dumps(data)
    document = reader.parse("m.yaml", text.encode(), _no_files, {})
    return [(finding.message, finding.hint) for finding in check.findings(document, FACTS)]


def _no_files(name: str, relative_to: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: this manifest can't include files", 2)


def package(*changes: tuple[str, Any]) -> Any:
    return changed({"kind": "ModelPackage", "region": HOME, "spec": PACKAGE}, changes)


def moved(path: str, target: str) -> Changes:
    value = package()
    for part in path.split("."):
        value = value[int(part) if part.isdecimal() else part]
    return ((path, DELETE), (target, value))


def snake(value: Any) -> Any:
    if isinstance(value, dict):
        return {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower(): snake(inner) for key, inner in value.items()}
    return [snake(entry) for entry in value] if isinstance(value, list) else value


def flat(field: str) -> Any:
    """Return the request of the package with the fields of an object next to it instead of in it."""
    return {key: value for key, value in {**PACKAGE, **PACKAGE[field]}.items() if key != field}


REQUEST = ("expected a manifest, got a CreateModelPackage request", CONVERT)
WRAPPED = "move its fields to spec, one level up"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PACKAGE, REQUEST),
        (ALGORITHM, ("expected a manifest, got a CreateAlgorithm request", CONVERT)),
        (snake(PACKAGE), REQUEST),
        ({"ModelPackageArn": "arn:x", "CreationTime": 1, **PACKAGE}, REQUEST),
        ({"manifest": package()}, REQUEST),
        (
            {"Type": "AWS::SageMaker::ModelPackage", "Properties": PACKAGE},
            ("expected a manifest, got a CloudFormation resource", CONVERT),
        ),
        ("on: push\njobs: {}\n", ("expected a manifest, got a GitHub Actions workflow", NO_MANIFEST)),
        ("name: x\nruns: {using: docker}\n", ("expected a manifest, got a GitHub action", NO_MANIFEST)),
        ("services: {web: {image: x}}\n", ("expected a manifest, got a Docker Compose file", NO_MANIFEST)),
        ("apiVersion: v1\nkind: Pod\nspec: {}\n", ("expected a manifest, got a Kubernetes resource", NO_MANIFEST)),
        (
            '{"name": "x", "version": "1"}',
            (
                "expected a manifest, got an object without kind, region and spec",
                "create one with sagemaker-marketplace init",
            ),
        ),
        (
            "[1, 2]",
            (
                "a manifest must be an object with kind, region and spec",
                "begin with kind: ModelPackage or kind: Algorithm",
            ),
        ),
    ],
)
def test_files_of_other_tools(data: Any, expected: tuple[str, str]) -> None:
    assert found(data) == [expected]


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        ("Algorithm", PACKAGE, ("kind is Algorithm, but ModelPackageName is a field of ModelPackage",)),
        ("ModelPackage", ALGORITHM, ("kind is ModelPackage, but AlgorithmName is a field of Algorithm",)),
        ("AWS::SageMaker::ModelPackage", PACKAGE, ('invalid kind: "AWS::SageMaker::ModelPackage"',)),
        ("model_package", PACKAGE, ('invalid kind: "model_package"',)),
        ("algorithm", ALGORITHM, ('invalid kind: "algorithm"',)),
        (3, PACKAGE, ('invalid kind: "3"',)),
        ("<kind>", PACKAGE, ("placeholder not filled in: <kind>",)),
        ("${KIND}", ALGORITHM, ("variable KIND is not set",)),
        ("${KIND:-Algorithm}", ALGORITHM, ()),
    ],
)
def test_kinds(kind: Any, spec: Any, expected: tuple[str, ...]) -> None:
    assert [message for message, _ in found({"kind": kind, "region": HOME, "spec": spec})] == list(expected)


def test_a_missing_kind_is_that_of_the_fields() -> None:
    assert found({"region": HOME, "spec": ALGORITHM}) == [("kind is missing", "add kind: Algorithm")]


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (
            {"kind": "ModelPackage", "region": HOME, **PACKAGE},
            'unknown fields "ModelPackageName", "ModelPackageDescription", "InferenceSpecification",'
            ' "ValidationSpecification" in the manifest',
            "move them to spec",
        ),
        (
            {"Kind": "ModelPackage", "Region": HOME, "Spec": PACKAGE},
            'unknown fields "Kind", "Region", "Spec" in the manifest',
            "use kind, region, spec",
        ),
        (
            {"spec": {"kind": "ModelPackage", "region": HOME, **PACKAGE}},
            'unknown fields "kind", "region" in spec',
            "move them to the top level of the manifest",
        ),
        (
            package(("spec", snake(PACKAGE))),
            'unknown fields "model_package_name", "model_package_description", "inference_specification",'
            ' "validation_specification" in spec',
            "use AWS's field names: ModelPackageName, ModelPackageDescription, InferenceSpecification,"
            " ValidationSpecification",
        ),
        (package(("spec", {"spec": PACKAGE})), 'unknown field "spec" in spec', WRAPPED),
        (
            package(("spec", {"Type": "AWS::SageMaker::ModelPackage", "Properties": PACKAGE})),
            'unknown field "Properties" in spec',
            WRAPPED,
        ),
        (
            package(("spec", flat("ValidationSpecification"))),
            'unknown fields "ValidationRole", "ValidationProfiles" in spec',
            "move them to ValidationSpecification",
        ),
        (
            package(*moved(f"{INFERENCE}.SupportedContentTypes", f"{INFERENCE}.Containers.0.SupportedContentTypes")),
            'unknown field "SupportedContentTypes" in Containers[0]',
            "move it to InferenceSpecification",
        ),
        (
            package((f"{INFERENCE}.Containers", DELETE), (f"{INFERENCE}.Image", IMAGE)),
            'unknown field "Image" in InferenceSpecification',
            "move it to Containers",
        ),
        (
            package(*moved(f"{VALIDATION}.ValidationRole", f"{JOB}.ValidationRole")),
            'unknown field "ValidationRole" in TransformJobDefinition',
            "move it to ValidationSpecification",
        ),
        (
            package((f"{JOB}.TransformInput.DataSource", DATA)),
            'unknown fields "S3DataType", "S3Uri" in DataSource',
            "move them to S3DataSource",
        ),
        (
            package((f"{JOB}.TransformInput", {**DATA, "ContentType": "text/csv", "SplitType": "Line"})),
            'unknown fields "S3DataType", "S3Uri" in TransformInput',
            "move them to S3DataSource",
        ),
        (
            package(
                (f"{JOB}.TransformResources", DELETE),
                (f"{JOB}.InstanceType", "ml.m5.large"),
                (f"{JOB}.InstanceCount", 1),
            ),
            'unknown fields "InstanceType", "InstanceCount" in TransformJobDefinition',
            "move them to TransformResources",
        ),
        (
            package(*moved("spec.ModelPackageName", "spec.AlgorithmName")),
            'unknown field "AlgorithmName" in spec',
            "did you mean ModelPackageName?",
        ),
        (
            package(*moved("spec.ModelPackageName", "spec.name")),
            'unknown field "name" in spec',
            "did you mean ModelPackageName?",
        ),
        (
            package((f"{PROFILE}.TrainingJobDefinition", {})),
            'unknown field "TrainingJobDefinition" in ValidationProfiles[0]',
            "remove it: only kind: Algorithm has this field",
        ),
        (
            package(("spec.CertifyForMarketplaces", True), ("spec.CertifyForMarketplace", True)),
            'unknown field "CertifyForMarketplaces" in spec',
            "did you mean CertifyForMarketplace?",
        ),
    ],
)
def test_fields(data: Any, message: str, hint: str) -> None:
    assert found(data) == [(message, hint)]


@pytest.mark.parametrize(
    ("changes", "message", "hint"),
    [
        ((("spec", [PACKAGE]),), "spec must be an object, not a list", "remove the brackets"),
        ((("spec", "x"),), "spec must be an object, not a string", ""),
        (
            ((f"{INFERENCE}.Containers", {"Image": IMAGE}),),
            "Containers must be a list, not an object",
            "put it in brackets",
        ),
        (
            ((f"{INFERENCE}.SupportedContentTypes", "text/csv; application/json"),),
            "SupportedContentTypes must be a list, not a string",
            "write [text/csv, application/json]",
        ),
        (
            ((f"{INFERENCE}.SupportedContentTypes", '["text/csv"]'),),
            "SupportedContentTypes must be a list, not a string",
            "remove the quotes",
        ),
        (
            ((f"{JOB}.TransformInput.DataSource.S3DataSource", "s3://x/y/"),),
            "S3DataSource must be an object, not a string",
            "write S3Uri: s3://x/y/ below it",
        ),
        (
            (("spec.Tags", {"team": "x"}),),
            "Tags must be a list, not an object",
            "write a list of objects with Key and Value",
        ),
        ((("spec.Tags", [{"team": "x"}]),), 'unknown field "team" in Tags[0]', "use one of Key, Value"),
        (
            ((f"{INFERENCE}.Containers.0.Environment", [{"Name": "A", "Value": "b"}]),),
            "Environment must be an object, not a list",
            "write its entries as NAME: value",
        ),
        (
            ((f"{VALIDATION}.ValidationRole", {"Fn::GetAtt": ["Role", "Arn"]}),),
            "ValidationRole is a template function, which is not evaluated here: Fn::GetAtt",
            "write the value, or ${NAME} for a variable",
        ),
    ],
)
def test_types(changes: Changes, message: str, hint: str) -> None:
    assert found(package(*changes)) == [(message, hint)]


def test_each_mistake_of_several_is_reported() -> None:
    data = package(
        *moved("spec.ModelPackageName", "spec.modelPackageName"),
        *moved(f"{INFERENCE}.SupportedTransformInstanceTypes", f"{INFERENCE}.SupportedTranformInstanceTypes"),
        (f"{INFERENCE}.SupportedTranformInstanceTypes.0", "ml.m5.lrage"),
        ("spec.modelPackageName", "churn--"),
        *moved(f"{INFERENCE}.Containers.0.ModelDataUrl", f"{INFERENCE}.ModelDataURL"),
    )
    assert [message for message, _ in found(data)] == [
        'unknown field "SupportedTranformInstanceTypes" in InferenceSpecification',
        'invalid instance type for batch transform: "ml.m5.lrage"',
        'unknown field "ModelDataURL" in InferenceSpecification',
        'unknown field "modelPackageName" in spec',
        'invalid ModelPackageName: "churn--"',
    ]
