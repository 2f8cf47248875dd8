"""The ARNs of what a manifest names: accounts, Regions, partitions, names and S3 objects, with variables in them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.permissions.policies import lines, manifest

from sagemaker_marketplace import permissions
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import Failure, Location
from sagemaker_marketplace.permissions.resource_arns import ManifestArns, partition

OWN, IMAGES, OTHER = "111111111111", "222222222222", "333333333333"
ROLE = f"arn:aws:iam::{OWN}:role/validation"


def document(
    role: str = "", image: str = "", name: str = "a", region: str = "us-east-1", profile: Any = None, **spec: Any
) -> Document:
    validation: dict[str, Any] = {"ValidationRole": role} if role else {}
    validation |= {"ValidationProfiles": [profile]} if profile else {}
    containers = {"Containers": [{"Image": image}]} if image else {}
    data = {
        "kind": "ModelPackage",
        "region": region,
        "spec": {
            "ModelPackageName": name,
            "ValidationSpecification": validation,
            "InferenceSpecification": containers,
            **spec,
        },
    }
    return manifest(json.dumps(data))


def image(account: str, repository: str = "churn", region: str = "us-east-1") -> str:
    return f"{account}.dkr.ecr.{region}.amazonaws.com/{repository}:1"


def transform(uri: str, kind: str = "S3Prefix", output: str = "s3://out/put/") -> dict[str, Any]:
    source = {"S3DataSource": {"S3DataType": kind, "S3Uri": uri}}
    job = {"TransformInput": {"DataSource": source}, "TransformOutput": {"S3OutputPath": output}}
    return {"TransformJobDefinition": job}


@pytest.mark.parametrize(
    ("given", "role", "uri", "account"),
    [
        (OTHER, ROLE, image(IMAGES), OTHER),
        ("", ROLE, image(IMAGES), OWN),
        ("", "", image(IMAGES), IMAGES),
        ("", "arn:aws:iam::acme:role/validation", image(IMAGES), IMAGES),
        ("", "arn:aws:iam::\u0661\u0662:role/validation", image(IMAGES), IMAGES),
        ("", "validation", image(IMAGES), IMAGES),
        ("", "", "", "ACCOUNT_ID"),
    ],
)
def test_the_account_is_that_of_the_option_or_the_role_or_the_images(
    given: str, role: str, uri: str, account: str
) -> None:
    arns = ManifestArns(document(role, uri), given)
    assert arns.account == account
    assert list(arns.resources()) == [f"arn:aws:sagemaker:us-east-1:{account}:model-package/a"]
    assert arns.iam("role/x") == f"arn:aws:iam::{account}:role/x"


def test_images_keep_their_own_account_and_region() -> None:
    arns = ManifestArns(document(ROLE, image(IMAGES, "team/churn", "eu-west-1")))
    assert list(arns.images()) == [f"arn:aws:ecr:eu-west-1:{IMAGES}:repository/team/churn"]


def test_account_and_region_of_several_manifests_are_those_of_the_first() -> None:
    documents = [document(ROLE), document(f"arn:aws:iam::{OTHER}:role/x", region="eu-west-1")]
    assert permissions.home(documents) == (OWN, "us-east-1")
    assert permissions.home(documents[::-1]) == (OTHER, "eu-west-1")
    assert permissions.home(documents, IMAGES) == (IMAGES, "us-east-1")
    assert permissions.home([], IMAGES) == (IMAGES, "")


def test_a_policy_for_several_manifests_has_the_account_and_region_of_each() -> None:
    documents = [document(ROLE, name="a"), document(f"arn:aws:iam::{OTHER}:role/x", name="b", region="eu-west-1")]
    assert lines(permissions.caller(documents, "watch"))[:3] == [
        "ModelPackages: sagemaker:DescribeModelPackage",
        f"  arn:aws:sagemaker:eu-west-1:{OTHER}:model-package/b",
        f"  arn:aws:sagemaker:us-east-1:{OWN}:model-package/a",
    ]


@pytest.mark.parametrize(
    ("region", "expected"),
    [("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("xx-nowhere-1", "aws")],
)
def test_partitions(region: str, expected: str) -> None:
    assert partition(region) == expected
    assert ManifestArns(document(region=region), OWN).iam("role/x") == f"arn:{expected}:iam::{OWN}:role/x"


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("churn", ["churn"]),
        ("Churn-1", ["Churn-1", "churn-1"]),
        ("churn-${V|slug}", ["churn-*"]),
        ("C-${V}-x", ["C-*-x", "c-*-x"]),
        ("${V}", ["*"]),
    ],
)
def test_names_with_capitals_and_variables(name: str, forms: list[str]) -> None:
    arns = ManifestArns(document(ROLE, name=name))
    assert list(arns.resources()) == [f"arn:aws:sagemaker:us-east-1:{OWN}:model-package/{form}" for form in forms]


@pytest.mark.parametrize(
    ("uri", "kind", "caller", "role"),
    [
        ("s3://b/in/", "S3Prefix", "b/in/*", "b/in/*"),
        ("s3://b/in", "S3Prefix", "b/in*", "b/in*"),
        ("s3://b", "S3Prefix", "b/*", "b/*"),
        ("s3://b/one.csv", "S3Object", "b/one.csv", "b/one.csv"),
        ("s3://b/list.json", "ManifestFile", "b/list.json", "b/*"),
        ("s3://b/list.jsonl", "AugmentedManifestFile", "b/list.jsonl", "b/*"),
        ("s3://b/${V}/in/", "S3Prefix", "b/*/in/*", "b/*/in/*"),
        ("s3://b/in-${V}", "S3Prefix", "b/in-*", "b/in-*"),
    ],
)
def test_objects_that_are_read(uri: str, kind: str, caller: str, role: str) -> None:
    text = json.dumps({"kind": "ModelPackage", "region": "us-east-1", "spec": {"ValidationSpecification": {
        "ValidationProfiles": [transform(uri, kind)]
    }}})  # fmt: skip
    arns = ManifestArns(manifest(text, V="1"), OWN)
    assert list(arns.objects()) == [f"arn:aws:s3:::{caller}"]
    assert list(arns.objects(listed=True)) == [f"arn:aws:s3:::{role}"]


@pytest.mark.parametrize(
    ("output", "written"),
    [("s3://out/put/", "out/put/*"), ("s3://out/put", "out/put/*"), ("s3://out", "out/*"), ("s3://out/", "out/*")],
)
def test_objects_that_are_written(output: str, written: str) -> None:
    arns = ManifestArns(document(ROLE, profile=transform("s3://b/in", output=output)))
    assert list(arns.written()) == [f"arn:aws:s3:::{written}"]
    assert list(arns.written("TransformJobDefinition")) == [f"arn:aws:s3:::{written}"]
    assert list(arns.written("TrainingJobDefinition")) == []
    assert list(arns.buckets()) == ["arn:aws:s3:::b", "arn:aws:s3:::out"]


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (document(profile=transform("s3://${B}/in")), "${B} depends on a variable that is not set"),
        (document(profile=transform("${URI}")), "variable URI is not set"),
        (document(profile=transform("s3://b/in", output="${OUT}/put")), "variable OUT is not set"),
        (document(image="${HOST}/churn:1"), "variable HOST is not set"),
        (document(image=image(IMAGES, "${TEAM}/churn")), "${TEAM}/churn depends on a variable that is not set"),
        (document(region="${REGION}"), "${REGION} depends on a variable that is not set"),
        (document("arn:aws:iam::${A}:role/x"), "arn:aws:iam::${A}:role/x depends on a variable that is not set"),
    ],
)
def test_what_depends_on_a_variable_without_a_value_is_refused(read: Document, message: str) -> None:
    with pytest.raises(Failure) as raised:
        permissions.caller([read], "create", OWN)
    assert (raised.value.message, raised.value.exit_code) == (message, 2)


def test_a_location_without_a_value_is_reported_with_its_line() -> None:
    with pytest.raises(Failure) as raised:
        ManifestArns(document(profile=transform("${URI}")), OWN).read()
    assert raised.value.hint == "set it with `variables` / --var URI=..., or add a default: ${URI:-...}"
    assert raised.value.location == Location("m.yaml", 1, 248)


def test_a_variable_in_a_description_does_not_matter() -> None:
    read = document(ROLE, ModelPackageDescription="version ${V}", profile=transform("s3://b/in"))
    assert [data.uri for data in ManifestArns(read).read()] == ["s3://b/in"]


def test_variables_in_an_included_file() -> None:
    files = {
        "m.yaml": b"kind: ModelPackage\nregion: us-east-1\nspec: {$file: parts/spec.yaml}\n",
        "parts/spec.yaml": b"ModelPackageName: a-${V}\nInferenceSpecification: {$file: more.yaml}\n",
        "parts/more.yaml": b"Containers: [{ModelDataUrl: 's3://b/${V}/model.tar.gz'}]\n",
    }

    def read(name: str, parent: str) -> tuple[str, bytes]:
        shown = f"parts/{name}" if parent.startswith("parts/") else name
        return shown, files[shown]

    arns = ManifestArns(reader.load("m.yaml", read, {"V": "1"}), OWN)
    assert list(arns.resources()) == [f"arn:aws:sagemaker:us-east-1:{OWN}:model-package/a-*"]
    assert list(arns.objects()) == ["arn:aws:s3:::b/*/model.tar.gz"]


@pytest.mark.parametrize(
    ("kind", "profile", "jobs", "models"),
    [
        ("ModelPackage", {"TransformJobDefinition": {}}, ["Transform"], True),
        ("ModelPackage", {}, [], False),
        ("Algorithm", {"TrainingJobDefinition": {}}, ["Training"], False),
        ("Algorithm", {"TrainingJobDefinition": {}, "TransformJobDefinition": {}}, ["Training", "Transform"], False),
    ],
)
def test_jobs_models_and_logs(kind: str, profile: Any, jobs: list[str], models: bool) -> None:
    spec = {"ValidationSpecification": {"ValidationProfiles": [profile]}}
    arns = ManifestArns(manifest(json.dumps({"kind": kind, "region": "us-east-1", "spec": spec})), OWN)
    assert arns.jobs() == jobs
    assert [arns.job(job) for job in jobs] == [f"arn:aws:sagemaker:us-east-1:{OWN}:{job.lower()}-job/*" for job in jobs]
    assert list(arns.models()) == ([f"arn:aws:sagemaker:us-east-1:{OWN}:model/*"] if models else [])
    groups = [f"arn:aws:logs:us-east-1:{OWN}:log-group:/aws/sagemaker/{job}Jobs:*" for job in jobs]
    assert list(arns.logs()) == groups


@pytest.mark.parametrize(
    ("region", "is_opt_in"), [("us-east-1", False), ("af-south-1", True), ("cn-north-1", False), ("xx-new-1", True)]
)
def test_only_regions_that_can_need_opting_in_are_queried(region: str, is_opt_in: bool) -> None:
    read = document(ROLE, region=region)
    assert ManifestArns(read).is_opt_in is is_opt_in
    actions = [line for line in lines(permissions.caller([read], "plan")) if line.startswith("Account: ")]
    assert ("account:GetRegionOptStatus" in str(actions)) is is_opt_in


def test_prices_and_quotas_are_only_queried_for_instance_types() -> None:
    without, some = transform("s3://b/in"), transform("s3://b/in")
    some["TransformJobDefinition"]["TransformResources"] = {"InstanceType": "ml.m5.large", "InstanceCount": 1}
    for profile, expected in ((without, False), (some, True)):
        policy = "\n".join(lines(permissions.caller([document(ROLE, profile=profile)], "plan")))
        assert ("pricing:GetProducts" in policy, "servicequotas:" in policy) == (expected, expected)
