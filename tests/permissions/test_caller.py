"""The caller's policy: exactly the actions that a command requires, on exactly the resources in the manifests."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.permissions.conftest import MANIFESTS, read
from tests.permissions.policies import actions, lines, manifest

from sagemaker_marketplace import permissions
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.permissions import Caller

PASSING = 'if {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}'
ROLE = "arn:aws:iam::123456789012:role/service-role/MarketplaceValidation"
PACKAGE = "  arn:aws:sagemaker:us-east-2:123456789012:model-package/churn-scorer-*"
IMAGES = [
    "Images: ecr:BatchGetImage, ecr:DescribeImageScanFindings, ecr:DescribeImages, ecr:GetDownloadUrlForLayer",
    "  arn:aws:ecr:us-east-2:123456789012:repository/churn-scorer",
]
JOBS = "  arn:aws:sagemaker:us-east-2:123456789012:{}-job/*"
GROUP = "  arn:aws:logs:us-east-2:123456789012:log-group:/aws/sagemaker/{}Jobs:*"
LOGS = ["Logs: logs:FilterLogEvents", GROUP.format("Transform")]
ROLES = [
    "Roles: iam:GetRole, iam:SimulatePrincipalPolicy",
    "  arn:aws:iam::123456789012:role/*",
    "  arn:aws:iam::123456789012:user/*",
]
DATA = [
    "Objects: s3:GetObject",
    "  arn:aws:s3:::example-sagemaker-us-east-2/churn-scorer/model.tar.gz",
    "  arn:aws:s3:::example-sagemaker-us-east-2/churn-scorer/validation/input/*",
    "Buckets: s3:ListBucket",
    "  arn:aws:s3:::example-sagemaker-us-east-2",
]
SMALL = """
kind: ModelPackage
region: {region}
spec:
  ModelPackageName: {name}
  InferenceSpecification:
    Containers:
      - Image: {image}
"""


def test_check_requires_no_permissions() -> None:
    assert lines(permissions.caller([read(MANIFESTS[0])], "check")) == []


PUSH = (
    "Images: ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:CompleteLayerUpload, ecr:InitiateLayerUpload, "
    "ecr:PutImage, ecr:UploadLayerPart"
)


def test_upload() -> None:
    assert lines(permissions.caller([read(MANIFESTS[0])], "upload")) == [
        *("Account: ecr:GetAuthorizationToken", "  *"),
        *(PUSH, IMAGES[1]),
        *("Objects: s3:PutObject", *DATA[1:3]),
    ]
    uploaded = "  arn:aws:s3:::example-sagemaker-us-east-2/demand-forest/validation/{}/*"
    found = lines(permissions.caller([read(MANIFESTS[1])], "upload"))
    assert found[found.index("Objects: s3:PutObject") + 1 :] == [uploaded.format("input"), uploaded.format("training")]


def test_watch_of_a_model_package() -> None:
    assert lines(permissions.caller([read(MANIFESTS[0])], "watch")) == [
        "ModelPackages: sagemaker:DescribeModelPackage",
        PACKAGE,
        "TransformJobs: sagemaker:DescribeTransformJob",
        JOBS.format("transform"),
        "Account: pricing:GetProducts, sagemaker:ListTransformJobs",
        "  *",
        *LOGS,
    ]


def test_watch_of_an_algorithm() -> None:
    assert lines(permissions.caller([read(MANIFESTS[1])], "watch")) == [
        "Algorithms: sagemaker:DescribeAlgorithm",
        "  arn:aws:sagemaker:us-east-2:123456789012:algorithm/demand-forest-*",
        "TrainingJobs: sagemaker:DescribeTrainingJob",
        JOBS.format("training"),
        "TransformJobs: sagemaker:DescribeTransformJob",
        JOBS.format("transform"),
        "Account: pricing:GetProducts, sagemaker:ListTrainingJobs, sagemaker:ListTransformJobs",
        "  *",
        LOGS[0],
        GROUP.format("Training"),
        GROUP.format("Transform"),
    ]


def test_plan() -> None:
    assert lines(permissions.caller([read(MANIFESTS[0])], "plan")) == [
        "ModelPackages: sagemaker:DescribeModelPackage",
        PACKAGE,
        *IMAGES,
        "Account: pricing:GetProducts, servicequotas:ListServiceQuotas",
        "  *",
        *ROLES,
        *DATA,
    ]


def test_create() -> None:
    assert lines(permissions.caller([read(MANIFESTS[0])], "create")) == [
        "ModelPackages: sagemaker:AddTags, sagemaker:CreateModelPackage, sagemaker:DescribeModelPackage",
        PACKAGE,
        "TransformJobs: sagemaker:DescribeTransformJob",
        JOBS.format("transform"),
        "Account: pricing:GetProducts, sagemaker:ListTransformJobs, servicequotas:ListServiceQuotas",
        "  *",
        *LOGS,
        *IMAGES,
        f"PassRole: iam:PassRole {PASSING}",
        f"  {ROLE}",
        *ROLES,
        *DATA,
    ]


def test_a_known_caller_can_read_only_its_own_policies() -> None:
    how = Caller("arn:aws:iam::123456789012:role/ci/release")
    policy = lines(permissions.caller([read(MANIFESTS[0])], "plan", how=how))
    start = policy.index(ROLES[0])
    assert policy[start : start + 4] == [ROLES[0], f"  {how.principal}", f"  {ROLE}", DATA[0]]


def test_options_of_create_add_actions() -> None:
    plain = lines(permissions.caller([read(MANIFESTS[1])], "create"))
    extended = lines(permissions.caller([read(MANIFESTS[1])], "create", how=Caller("", True, "Made", True, True)))
    # The manifest has a role, so none is created.
    assert [line for line in extended if line not in plain] == [
        "Algorithms: sagemaker:AddTags, sagemaker:CreateAlgorithm, sagemaker:DeleteAlgorithm, "
        "sagemaker:DescribeAlgorithm, sagemaker:ListTags",
        "TrainingJobs: sagemaker:DescribeTrainingJob, sagemaker:StopTrainingJob",
        "TransformJobs: sagemaker:DescribeTransformJob, sagemaker:StopTransformJob",
    ]


def test_the_models_of_a_package_are_described_to_stop_its_jobs() -> None:
    plain, more = (
        lines(permissions.caller([read(MANIFESTS[0])], "create", how=Caller(on_cancel_stop=stops)))
        for stops in (False, True)
    )
    start = more.index("Models: sagemaker:DescribeModel")
    assert more[start + 1] == "  arn:aws:sagemaker:us-east-2:123456789012:model/*"
    assert [line for line in plain if "Model:" in line or "model/" in line] == []


@pytest.mark.parametrize("command", ["plan", "watch"])
def test_options_of_create_do_not_change_other_commands(command: str) -> None:
    plain, extended = (
        permissions.caller([read(MANIFESTS[1])], command, how=how) for how in (None, Caller("", True, "M", True, True))
    )
    assert extended == plain


def test_create_with_a_new_role() -> None:
    image = "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com/scorer:1"
    document = manifest(SMALL.format(region="us-gov-west-1", name="Scorer", image=image))
    new_role = "  arn:aws-us-gov:iam::123456789012:role/Made"
    managed = '{"ArnEquals": {"iam:PolicyARN": "arn:aws-us-gov:iam::aws:policy/AmazonSageMakerFullAccess"}}'
    assert lines(permissions.caller([document], "create", how=Caller("", False, "Made", True)))[:12] == [
        "ModelPackages: sagemaker:AddTags, sagemaker:CreateModelPackage, sagemaker:DescribeModelPackage",
        "  arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:model-package/Scorer",
        "  arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:model-package/scorer",
        "Images: ecr:BatchGetImage, ecr:DescribeImageScanFindings, ecr:DescribeImages, ecr:GetDownloadUrlForLayer",
        "  arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/scorer",
        f"PassRole: iam:PassRole {PASSING}",
        new_role,
        "NewRole: iam:CreateRole, iam:GetRole, iam:PutRolePolicy, iam:TagRole",
        new_role,
        f"AttachPolicy: iam:AttachRolePolicy if {managed}",
        new_role,
        "Roles: iam:GetRole, iam:SimulatePrincipalPolicy",
    ]


def test_a_policy_for_several_manifests_grants_no_additional_permissions() -> None:
    tagged = manifest(
        "kind: Algorithm\nregion: us-east-1\nspec: {AlgorithmName: a-1, Tags: [{Key: a, Value: b}]}\n"
        "ignore: [not-certified]\n"
    )
    plain = manifest("kind: Algorithm\nregion: us-east-1\nspec: {AlgorithmName: b-1}\n")
    location = "  arn:aws:sagemaker:us-east-1:ACCOUNT_ID:algorithm"
    assert lines(permissions.caller([tagged, plain], "plan"))[:5] == [
        "Algorithms: sagemaker:DescribeAlgorithm",
        f"{location}/a-1",
        f"{location}/b-1",
        "Algorithms2: sagemaker:ListTags",
        f"{location}/a-1",
    ]


def test_a_region_that_must_be_enabled() -> None:
    document = manifest("kind: Algorithm\nregion: af-south-1\nspec: {AlgorithmName: a-1}\n")
    policy = lines(permissions.caller([document], "plan", "210987654321"))
    assert policy[:4] == [
        "Algorithms: sagemaker:DescribeAlgorithm",
        "  arn:aws:sagemaker:af-south-1:210987654321:algorithm/a-1",
        "Account: account:GetRegionOptStatus",
        "  *",
    ]


@pytest.mark.parametrize(
    ("name", "values", "resources"),
    [
        ("scorer-${VERSION}", {}, ["scorer-*"]),
        ("scorer-${VERSION|slug}-${STAGE:-dev}", {"VERSION": "1.2"}, ["scorer-*-*"]),
        ("${NAME}", {"NAME": "scorer"}, ["*"]),
        ("Scorer-${VERSION}", {}, ["Scorer-*", "scorer-*"]),
        ("[]", {}, ["*"]),
    ],
)
def test_variables_in_a_name_become_wildcards(name: str, values: dict[str, str], resources: list[str]) -> None:
    text = SMALL.format(region="us-east-1", name=name, image="123456789012.dkr.ecr.us-east-1.amazonaws.com/scorer")
    location = "  arn:aws:sagemaker:us-east-1:123456789012:model-package/"
    policy = lines(permissions.caller([manifest(text, **values)], "watch"))
    assert policy == [
        "ModelPackages: sagemaker:DescribeModelPackage",
        *(f"{location}{resource}" for resource in resources),
    ]


def data(uri: str, **values: str) -> list[str]:
    spec = f"{{TrainingSpecification: {{AdditionalS3DataSource: {{S3Uri: '{uri}'}}}}}}"
    text = f"kind: Algorithm\nregion: us-east-1\nspec: {spec}\n"
    policy = lines(permissions.caller([manifest(text, **values)], "plan"))
    start = policy.index("Objects: s3:GetObject")
    return [line.removeprefix("  arn:aws:s3:::") for line in policy[start + 1 :] if line.startswith("  ")]


@pytest.mark.parametrize(
    ("uri", "values", "resources"),
    [
        ("s3://b/k", {}, ["b/k", "b"]),
        ("s3://b/v${VERSION}/k", {}, ["b/v*/k", "b"]),
        ("s3://b/v${VERSION}/k", {"VERSION": "1"}, ["b/v*/k", "b"]),
        ("s3://${BUCKET:-b}/${VERSION}/k", {}, ["b/*/k", "b"]),
        ("${URI}", {"URI": "s3://b/1/k"}, ["b/1/k", "b"]),
    ],
)
def test_variables_in_an_object_key_become_wildcards(uri: str, values: dict[str, str], resources: list[str]) -> None:
    assert data(uri, **values) == resources


@pytest.mark.parametrize(
    ("uri", "resource"),
    [("s3://${BUCKET}/k", "${BUCKET}"), ("s3://${DATA}", "${DATA}")],
)
def test_a_variable_in_a_bucket_name_must_be_set(uri: str, resource: str) -> None:
    with pytest.raises(Failure) as failure:
        data(uri)
    assert failure.value.message == f"{resource} depends on a variable that is not set"
    assert failure.value.hint == "set it with --var NAME=VALUE"


@pytest.mark.parametrize("field", ["TrainingImage: '${IMAGE}'", "AdditionalS3DataSource: {S3Uri: '${IMAGE}'}"])
def test_a_variable_that_is_a_whole_value_must_be_set(field: str) -> None:
    document = manifest(f"kind: Algorithm\nregion: us-east-1\nspec: {{TrainingSpecification: {{{field}}}}}\n")
    with pytest.raises(Failure) as failure:
        permissions.caller([document], "plan")
    assert failure.value.message == "variable IMAGE is not set"
    assert failure.value.location == document.findings[0].location


def test_variables_in_included_files_become_wildcards(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("kind: Algorithm\nregion: us-east-1\nspec: {$file: parts/spec.yaml}\n")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "spec.yaml").write_text("AlgorithmName:\n  $file: name.yaml\n")
    (tmp_path / "parts" / "name.yaml").write_text("forest-${VERSION}\n")
    document = reader.load("m.yaml", Workspace(str(tmp_path), bound=True).read, {"VERSION": "1"})
    assert lines(permissions.caller([document], "watch")) == [
        "Algorithms: sagemaker:DescribeAlgorithm",
        "  arn:aws:sagemaker:us-east-1:ACCOUNT_ID:algorithm/forest-*",
    ]


def test_the_managed_policy_is_only_attached_on_request() -> None:
    document = manifest("kind: Algorithm\nregion: us-east-1\nspec: {AlgorithmName: a}\n")
    attached = [
        "iam:AttachRolePolicy" in actions(permissions.caller([document], "create", how=how))
        for how in (Caller(new_role="Made"), Caller(new_role="Made", managed_policy=True), Caller(managed_policy=True))
    ]
    assert attached == [False, True, False]
