"""Which account, Region and objects the ARNs of a policy name."""

from __future__ import annotations

import pytest
from tests.permissions.policies import manifest

from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.permissions import resource_arns
from sagemaker_marketplace.permissions.grants import UNKNOWN_ACCOUNT
from sagemaker_marketplace.permissions.resource_arns import ManifestArns

IMAGE = "222222222222.dkr.ecr.us-east-1.amazonaws.com/churn:1"
ROLE = "arn:aws:iam::111111111111:role/validation"


def package(role: str = ROLE, image: str = IMAGE, region: str = "us-east-1", data: str = "") -> Document:
    text = f"""
kind: ModelPackage
region: {region}
spec:
  ModelPackageName: churn
  InferenceSpecification: {{Containers: [{{Image: "{image}"}}]}}
  ValidationSpecification:
    ValidationRole: "{role}"
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {{DataSource: {{S3DataSource: {{{data}}}}}}}
"""
    return manifest(text)


@pytest.mark.parametrize(
    ("role", "image", "account", "expected"),
    [
        (ROLE, IMAGE, "", "111111111111"),
        ("validation", IMAGE, "", "222222222222"),
        ("arn:aws:iam::mine:role/validation", IMAGE, "", "222222222222"),
        ("arn:aws:iam::²:role/333333333333", IMAGE, "", "222222222222"),
        ("arn:aws:iam::mine:333333333333", IMAGE, "", "222222222222"),
        ("validation", "churn:1", "", UNKNOWN_ACCOUNT),
        (ROLE, IMAGE, "333333333333", "333333333333"),
    ],
)
def test_the_account_of_a_manifest(role: str, image: str, account: str, expected: str) -> None:
    arns = ManifestArns(package(role, image), account)
    assert list(arns.resources()) == [f"arn:aws:sagemaker:us-east-1:{expected}:model-package/churn"]


def test_the_account_and_region_of_several_manifests_are_those_of_the_first() -> None:
    first = package(region="eu-west-1")
    second = package(ROLE.replace("111111111111", "999999999999"), region="us-west-2")
    assert resource_arns.home([first, second]) == ("111111111111", "eu-west-1")
    assert resource_arns.home([second, first]) == ("999999999999", "us-west-2")
    assert resource_arns.home([first, second], "333333333333") == ("333333333333", "eu-west-1")
    assert resource_arns.home([], "333333333333") == ("333333333333", "")
    assert resource_arns.home([]) == ("", "")


@pytest.mark.parametrize(
    ("kind", "named", "read"),
    [
        ("ManifestFile", "data/files", "*"),
        ("AugmentedManifestFile", "data/files", "*"),
        ("S3Prefix", "data/files*", "data/files*"),
    ],
)
def test_a_file_that_lists_objects(kind: str, named: str, read: str) -> None:
    """The validation reads the objects in the list, a caller only the list."""
    arns = ManifestArns(package(data=f"S3DataType: {kind}, S3Uri: 's3://seller/data/files'"))
    assert list(arns.objects()) == [f"arn:aws:s3:::seller/{named}"]
    assert list(arns.objects(listed=True)) == [f"arn:aws:s3:::seller/{read}"]


def test_a_document_without_sources_stays_as_it_is() -> None:
    """A document that was made from data has no lines to read again."""
    document = package()
    document.sources = {}
    arns = ManifestArns(document)
    assert list(arns.resources()) == ["arn:aws:sagemaker:us-east-1:111111111111:model-package/churn"]
