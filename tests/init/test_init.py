"""`init`: valid sources, and errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.init.conftest import NEXT, Run
from tests.pipeline.harness import Harness

from sagemaker_marketplace.init.starters import SCHEMA_LINE

REQUEST = {
    "ModelPackageName": "uncertified",
    "ModelPackageDescription": "Costs $5, ${not} a variable, $$ neither",
    "Tags": [{"Key": "cost-center", "Value": "0123"}, {"Key": "yes", "Value": "no"}],
    "InferenceSpecification": {
        "Containers": [
            {
                "Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1.10",
                "Environment": {"A": "1.10", "B": "2026-01-01", "C": "", "D": "two\nlines", "E": " # no comment"},
            }
        ],
        "SupportedContentTypes": [],
    },
}


def test_a_request_becomes_a_commented_manifest(run: Run) -> None:
    Path("request.json").write_text(json.dumps(REQUEST), "utf-8")
    result = run("init", "--from", "request.json")
    note = "request.json:1:64: ModelPackageDescription contains ${not} as text; remove a $ if it is a variable\n"
    assert (result.code, result.err) == (0, note + NEXT)
    assert result.out == (
        f"{SCHEMA_LINE}\n# Written from request.json.\n"
        "kind: ModelPackage\n"
        "region: eu-west-1\n"
        "spec:\n"
        "  ModelPackageName: uncertified\n"
        '  ModelPackageDescription: "Costs $5, $${not} a variable, $$$$ neither"\n'
        "  Tags:\n"
        "    - Key: cost-center\n"
        '      Value: "0123"\n'
        '    - Key: "yes"\n'
        '      Value: "no"\n'
        "  InferenceSpecification:\n"
        "    Containers:\n"
        '      - Image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1.10"\n'
        "        Environment:\n"
        '          A: "1.10"\n'
        '          B: "2026-01-01"\n'
        '          C: ""\n'
        '          D: "two\\nlines"\n'
        '          E: " # no comment"\n'
        "    SupportedContentTypes: []\n"
        "  # The source is not certified. Remove this line, or set it to true, to create one that can be listed.\n"
        "  CertifyForMarketplace: false\n"
    )


def test_fields_added_by_the_service_are_omitted(run: Run) -> None:
    described = {
        "AlgorithmName": "churn",
        "AlgorithmArn": "arn:aws:sagemaker:us-west-2:123456789012:algorithm/churn",
        "CreationTime": "2026-05-04T10:00:00Z",
        "AlgorithmStatus": "Completed",
        "AlgorithmStatusDetails": {"ValidationStatuses": [{"Name": "churn", "Status": "Completed"}]},
        "CertifyForMarketplace": True,
        "ProductId": None,
    }
    Path("described.json").write_text(json.dumps(described), "utf-8")
    result = run("init", "--from", "described.json")
    assert (result.code, result.err) == (0, NEXT)
    assert result.out == (
        f"{SCHEMA_LINE}\n# Written from described.json.\n"
        "# Left out, because they are null or not fields of the request: "
        "AlgorithmArn, AlgorithmStatus, AlgorithmStatusDetails, CreationTime, ProductId.\n"
        "kind: Algorithm\n"
        "region: us-west-2\n"
        "spec:\n"
        "  AlgorithmName: churn\n"
        "  CertifyForMarketplace: true\n"
    )


def test_an_existing_file_is_not_overwritten(run: Run) -> None:
    Path("m.yaml").write_text("mine", "utf-8")
    expected = "sagemaker-marketplace: m.yaml already exists\n  remove it first, or choose another name\n"
    assert run("init", "m.yaml") == (2, "", expected)
    assert Path("m.yaml").read_text("utf-8") == "mine"


def test_a_missing_folder(run: Run) -> None:
    assert run("init", "no/m.yaml") == (
        2,
        "",
        "sagemaker-marketplace: cannot write no/m.yaml: No such file or directory\n  create the directory first\n",
    )


INVALID_REQUEST = "sagemaker-marketplace: invalid request: not an object with fields\n  use the JSON of a request\n"
OTHER_REQUEST = (
    "sagemaker-marketplace: neither a CreateModelPackage nor a CreateAlgorithm request, "
    "nor a description of either\n"
    "  use the JSON for --cli-input-json, or the output of describe-model-package or describe-algorithm\n"
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '{"ModelPackageName": ',
            "sagemaker-marketplace: source:1:22: invalid YAML: "
            "expected a value, got end of file\n"
            "  check the indentation, quotes and brackets up to here\n",
        ),
        (
            "",
            "sagemaker-marketplace: source:1:1: the file is empty\n"
            "  create a manifest with sagemaker-marketplace init\n",
        ),
        ('["ModelPackageName"]', INVALID_REQUEST),
        ("a string", INVALID_REQUEST),
        ("{}", INVALID_REQUEST),
        ('{"TrainingJobName": "churn"}', OTHER_REQUEST),
        ('{"EndpointConfigName": "churn", "ProductionVariants": []}', OTHER_REQUEST),
    ],
)
def test_an_invalid_source(run: Run, content: str, expected: str) -> None:
    Path("source").write_text(content, "utf-8")
    assert run("init", "--from", "source", "--region", "us-east-1") == (2, "", expected)


def test_a_missing_source(run: Run, tmp_path: Path) -> None:
    expected = f"sagemaker-marketplace: file not found: request.json (searched in {tmp_path})\n  check the path\n"
    assert run("init", "--from", "request.json") == (2, "", expected)


def test_a_source_that_is_a_folder(run: Run) -> None:
    expected = "sagemaker-marketplace: . is a directory, not a file\n  use a YAML or JSON file\n"
    assert run("init", "--from", ".") == (2, "", expected)


@pytest.mark.parametrize(
    ("values", "regions"),
    [
        ({"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1"}, ["eu-west-1"]),
        (
            {"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a", "b": "arn:aws:sagemaker:eu-west-1:1:x"},
            ["eu-west-1"],
        ),
        ({"a": ["arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:algorithm/a"]}, ["us-gov-west-1"]),
        (
            {"a": "1.dkr.ecr.us-east-2.amazonaws.com/", "b": "1.dkr.ecr.eu-west-1.amazonaws.com/"},
            ["eu-west-1", "us-east-2"],
        ),
        ({"a": "arn:aws:iam::123456789012:role/r", "b": "s3://us-east-1/"}, []),
    ],
)
def test_the_region_of_a_source(run: Run, values: dict[str, object], regions: list[str]) -> None:
    Path("request.json").write_text(json.dumps({"ModelPackageName": "churn"} | values), "utf-8")
    result = run("init", "--from", "request.json")
    if len(regions) == 1:
        assert (result.code, result.err) == (0, NEXT)
        assert f"region: {regions[0]}" in result.out.splitlines()
    else:
        named = f"several Regions: {', '.join(regions)}" if regions else "no Region"
        expected = f"sagemaker-marketplace: request.json names {named}\n  set one with --region\n"
        assert result == (2, "", expected)
    assert "region: ap-south-1" in run("init", "--from", "request.json", "--region", "ap-south-1").out.splitlines()


def test_the_region_of_a_request_precedes_that_of_its_file(run: Run) -> None:
    event = {
        "detail-type": "SageMaker Model Package State Change",
        "resources": ["arn:aws:sagemaker:us-east-1:123456789012:model-package/churn"],
        "detail": {"ModelPackageName": "churn"},
    }
    Path("event.json").write_text(json.dumps(event), "utf-8")
    assert "region: us-east-1" in run("init", "--from", "event.json").out.splitlines()
    event["detail"] = {"ModelPackageName": "churn", "SourceUri": "arn:aws:sagemaker:eu-west-1:1:model/churn"}
    Path("event.json").write_text(json.dumps(event), "utf-8")
    assert "region: eu-west-1" in run("init", "--from", "event.json").out.splitlines()


def test_a_kind_that_differs_from_the_source(run: Run) -> None:
    Path("request.json").write_text(json.dumps(REQUEST), "utf-8")
    expected = "sagemaker-marketplace: --kind is Algorithm, but request.json is of kind ModelPackage\n  omit --kind\n"
    assert run("init", "--from", "request.json", "--kind", "Algorithm") == (2, "", expected)


def test_an_arn_of_something_else(run: Run) -> None:
    assert run("init", "--from", "arn:aws:s3:::bucket") == (
        2,
        "",
        "sagemaker-marketplace: invalid ARN of a model package or algorithm: arn:aws:s3:::bucket\n"
        "  use arn:aws:sagemaker:us-east-1:<account>:model-package/<name> or ...:algorithm/<name>\n",
    )


def test_an_arn_of_a_missing_resource(run: Run, harness: Harness) -> None:
    harness.serve("success")
    arn = "arn:aws:sagemaker:us-east-1:123456789012:algorithm/absent"
    assert run("init", "--from", arn) == (
        3,
        "",
        f"sagemaker-marketplace: resource not found: {arn}\n  check the ARN and the account of the credentials\n",
    )


def test_an_arn_without_credentials(run: Run, harness: Harness) -> None:
    harness.serve("success")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        harness.patch.delenv(name)
    assert run("init", "--from", "arn:aws:sagemaker:us-east-1:123456789012:algorithm/churn") == (
        3,
        "",
        "sagemaker-marketplace: no AWS credentials found (needed for sagemaker:DescribeAlgorithm)\n"
        "  sign in with 'aws login' (AWS CLI 2.32 or later), or set up a profile with 'aws configure sso' or "
        "'aws configure'\n",
    )
