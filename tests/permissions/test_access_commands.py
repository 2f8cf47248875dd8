"""The commands iam-policy and role: JSON on standard output, instructions on standard error, error messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.permissions.conftest import EXAMPLES, MANIFESTS, Connections, read, sandbox_user

from sagemaker_marketplace import permissions
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.create import roles
from sagemaker_marketplace.permissions import Caller

PACKAGE = str(EXAMPLES / MANIFESTS[0])
BOTH = [str(EXAMPLES / name) for name in MANIFESTS]
ROLE_NAME = "use a role name, not an ARN: letters, digits and +=,.@-_, at most 64 characters"
CALLER = "arn:aws:iam::123456789012:role/release"
GIVE = (
    "Save as policy.json, then attach it:\n"
    "  aws iam put-role-policy --role-name {1} --policy-name sagemaker-marketplace-{0} "
    "--policy-document file://policy.json\n"
)
TRUST = (
    "Save as trust.json, then create the role:\n"
    "  aws iam create-role --role-name ROLE --assume-role-policy-document file://trust.json\n"
)
NO_ACCOUNT = "Replace ACCOUNT_ID with the ID of your account, or use --account-id.\n"
NO_IDS = (
    "A repository created, renamed or moved since 15 July 2026 also needs --owner-id and --repository-id:\n"
    "  gh api repos/acme/models --jq '.owner.id, .id'\n"
)


# No role and no image says whose account it is.
WITHOUT_ACCOUNT = """\
kind: ModelPackage
region: ${REGION}
spec:
  ModelPackageName: a-${VERSION}
  CertifyForMarketplace: true
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: churn
        ModelDataUrl: s3://acme/model.tar.gz
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: first
        TransformJobDefinition:
          TransformInput:
            DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://acme/input/}}
          TransformOutput: {S3OutputPath: s3://acme/output/}
          TransformResources: {InstanceType: ml.m5.large, InstanceCount: 1}
"""


@pytest.mark.parametrize(
    ("options", "command", "how"),
    [
        ([], "create", Caller()),
        (["--for", "plan", "--caller", CALLER], "plan", Caller(CALLER)),
        (["--for", "watch"], "watch", Caller()),
        (["--replace-failed"], "create", Caller(replace_failed=True)),
        (["--on-cancel", "stop"], "create", Caller(on_cancel_stop=True)),
        (
            ["--create-validation-role", "Made", "--managed-policy"],
            "create",
            Caller(new_role="Made", managed_policy=True),
        ),
    ],
)
def test_iam_policy_prints_the_callers_policy(
    options: list[str], command: str, how: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["iam-policy", *BOTH, *options]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == permissions.caller([read(name) for name in MANIFESTS], command, how=how)
    assert err == GIVE.format(command, "release" if how.principal else "ROLE")


def test_iam_policy_accepts_globs_variables_and_an_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(WITHOUT_ACCOUNT)
    assert main.run(["iam-policy", "*.yaml", "--for", "watch", "--var", "REGION=us-east-1"]) == 0
    out, err = capsys.readouterr()
    location = "arn:aws:sagemaker:us-east-1:{}:model-package/a-*"
    assert json.loads(out)["Statement"][0]["Resource"] == location.format("ACCOUNT_ID")
    assert err == NO_ACCOUNT + GIVE.format("watch", "ROLE")
    options = ["--for", "watch", "--var", "REGION=us-east-1", "--account-id", "123456789012"]
    assert main.run(["iam-policy", "a.yaml", *options]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["Statement"][0]["Resource"] == location.format("123456789012")
    assert err == GIVE.format("watch", "ROLE")


def test_iam_policy_prints_the_trust_policy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["iam-policy", "--trust", "acme/models", "--environment", "release"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == permissions.github("acme/models", "environment:release")
    assert err == NO_ACCOUNT + TRUST + NO_IDS


def test_the_trust_policy_uses_the_account_of_the_manifest(capsys: pytest.CaptureFixture[str]) -> None:
    ids = ["--owner-id", "12", "--repository-id", "345"]
    assert main.run(["iam-policy", PACKAGE, "--trust", "acme/models", "--ref", "refs/tags/v*", *ids]) == 0
    out, err = capsys.readouterr()
    trust = permissions.github("acme/models", "ref:refs/tags/v*", "123456789012", ("12", "345"))
    assert (json.loads(out), err) == (trust, TRUST)


def test_role_prints_trust_and_policy(capsys: pytest.CaptureFixture[str]) -> None:
    key = "arn:aws:kms:us-east-2:123456789012:key/0a"
    assert main.run(["role", PACKAGE, "--kms-key", key]) == 0
    out, err = capsys.readouterr()
    trust, policy = permissions.validation_role(read(MANIFESTS[0]), keys=[key])
    assert json.loads(out) == {"trust": trust, "policy": policy}
    assert err == (
        "To create the role, add --create-validation-role NAME.\n"
        "To create it with the AWS CLI, add --output-dir DIR: each policy is then a file.\n"
    )


def test_role_creates_the_role(
    connections: Connections, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Clock, "sleep", lambda *_: None)
    with sandbox_user(connections, monkeypatch, "role-missing") as user:
        assert main.run(["role", PACKAGE, "--create-validation-role", "Made", "--managed-policy"]) == 0
        assert main.run(["role", PACKAGE, "--create-validation-role", "Made"]) == 0
        policies = user.iam.list_role_policies(RoleName="Made")["PolicyNames"]
        attached = user.iam.list_attached_role_policies(RoleName="Made")["AttachedPolicies"]
    assert policies == [roles.policy_name(permissions.validation_role(read(MANIFESTS[0]), name="Made")[1])]
    assert [policy["PolicyName"] for policy in attached] == ["AmazonSageMakerFullAccess"]
    out, err = capsys.readouterr()
    assert out == '{\n  "arn": "arn:aws:iam::123456789012:role/Made"\n}\n' * 2
    assert err.splitlines() == [
        "created role Made",
        "waiting 10 s for IAM to propagate",
        "the role Made exists and has the permissions this manifest needs",
    ]


def test_role_without_permission_to_create(
    connections: Connections, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with sandbox_user(connections, monkeypatch, "caller-without-permissions"):
        assert main.run(["role", PACKAGE, "--create-validation-role", "Made"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "sagemaker-marketplace: access denied: GetRole: User: arn:aws:iam::123456789012:user/caller is not authorized "
        "to perform: iam:GetRole on resource: role Made because no identity-based policy allows the iam:GetRole action",
        "  add iam:GetRole to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy",
    ]


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (
            ["iam-policy", "--trust", "acme/*"],
            'invalid value for --trust: "acme/*"',
            "use one repository, as OWNER/NAME",
        ),
        (["iam-policy", "--trust", "acme"], 'invalid value for --trust: "acme"', "use one repository, as OWNER/NAME"),
        (
            ["iam-policy", "--trust", "acme/models"],
            "--trust requires either --environment or --ref",
            "use --environment release, whose rules decide who can run the job, or --ref refs/heads/main",
        ),
        (
            ["iam-policy", "--trust", "acme/models", "--environment", "*"],
            'invalid value for --environment: "*"',
            "use the name of one environment",
        ),
        (
            ["iam-policy", "--trust", "acme/models", "--ref", "main"],
            'invalid value for --ref: "main"',
            "use a full ref such as refs/heads/main or refs/tags/v*",
        ),
        (
            ["iam-policy", "--trust", "acme/models", "--ref", "refs/heads/main", "--owner-id", "1"],
            "--owner-id and --repository-id must be used together",
            "set both, or neither",
        ),
        (
            ["iam-policy", "--trust", "acme/models", "--ref", "refs/heads/main", "--owner-id", "acme"],
            'invalid value for --owner-id: "acme"',
            "the ID is a number: gh api repos/OWNER/NAME --jq .owner.id",
        ),
        (
            ["iam-policy", "--caller", "release"],
            'invalid value for --caller: "release"',
            "use the ARN of an IAM role or user",
        ),
        (["iam-policy", "--account-id", "1"], 'invalid value for --account-id: "1"', "an account ID has 12 digits"),
        (
            ["iam-policy", "--create-validation-role", CALLER],
            f'invalid value for --create-validation-role: "{CALLER}"',
            ROLE_NAME,
        ),
        (
            ["role", "--create-validation-role", "a/b"],
            'invalid value for --create-validation-role: "a/b"',
            ROLE_NAME,
        ),
        (
            ["role", PACKAGE, "--managed-policy"],
            "--managed-policy requires --create-validation-role",
            "set it, or omit --managed-policy",
        ),
        (
            ["role", PACKAGE, "--format", "terraform", "--output-dir", "iam"],
            "--output-dir does not apply to --format terraform",
            "redirect standard output",
        ),
        (["role", "--kms-key", "alias/x"], 'invalid value for --kms-key: "alias/x"', "use the ARN of a KMS key"),
        (
            ["role", f"{EXAMPLES}/*.yaml"],
            "role requires one manifest, got 2",
            "run role for each of them",
        ),
    ],
)
def test_usage_errors(argv: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(argv) == 2
    assert capsys.readouterr() == ("", f"sagemaker-marketplace: {message}\n  {hint}\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spec: {}\n", "m.yaml:1:1: kind is missing\n  add kind to the manifest"),
        (
            "kind: Algorithm\nregion: us-east-1\nspec: {$file: no.yaml}\n",
            "m.yaml:3:15: file not found: no.yaml (searched in {})\n  check the path",
        ),
        (
            WITHOUT_ACCOUNT.replace("${REGION}", "us-${WHERE}-1"),
            "us-${WHERE}-1 depends on a variable that is not set\n  set it with --var NAME=VALUE",
        ),
    ],
)
def test_invalid_manifests_are_errors(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(text)
    assert main.run(["iam-policy", "m.yaml"]) == 2
    assert capsys.readouterr() == ("", f"sagemaker-marketplace: {message.replace('{}', str(tmp_path))}\n")
