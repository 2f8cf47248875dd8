"""The printed files, and the printed commands as they are, with the AWS CLI against the sandbox."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from awscli import clidriver
from tests.permissions.conftest import EXAMPLES, MANIFESTS, read
from tests.permissions.test_access_commands import WITHOUT_ACCOUNT

from sagemaker_marketplace import permissions
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.sandbox.server import running

PACKAGE = str(EXAMPLES / MANIFESTS[0])
EXPECTED = Path(__file__).parent / "expected"
TRUST = ["iam-policy", "--trust", "acme/models", "--environment", "release"]
IDS = ["--owner-id", "12", "--repository-id", "345"]
Command = Callable[..., tuple[str, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command in an empty folder and returns its output and messages."""
    monkeypatch.chdir(tmp_path)

    def run(*argv: str) -> tuple[str, str]:
        assert main.run(argv) == 0
        return capsys.readouterr()

    return run


def run_printed(text: str, capsys: pytest.CaptureFixture[str], **names: str) -> None:
    """Run the printed commands of the AWS CLI, after what a person replaces in them."""
    commands = [line for line in text.splitlines() if line.startswith("  aws ")]
    assert commands
    for line in commands:
        arguments = shlex.split(line)[1:]
        code = clidriver.create_clidriver().main([names.get(argument, argument) for argument in arguments])
        assert (code, capsys.readouterr().err) == (0, "")


def test_the_printed_commands_create_the_roles(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with running("role-missing") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        out, err = command("role", PACKAGE, "--output-dir", "my iam")
        assert (err, out) == (
            "",
            "Wrote my iam/trust-policy.json and my iam/permissions-policy.json. Create the role:\n"
            "  aws iam create-role --role-name MarketplaceValidation --path /service-role/ "
            "--assume-role-policy-document 'file://my iam/trust-policy.json'\n"
            "  aws iam put-role-policy --role-name MarketplaceValidation --policy-name "
            "sagemaker-marketplace-validation --policy-document 'file://my iam/permissions-policy.json'\n",
        )
        run_printed(out, capsys)
        trust, err = command(*TRUST, *IDS, "--account-id", "123456789012")
        (tmp_path / "trust.json").write_text(trust)
        run_printed(err, capsys, ROLE="release")
        policy, err = command("iam-policy", PACKAGE, "--caller", "arn:aws:iam::123456789012:role/release")
        (tmp_path / "policy.json").write_text(policy)
        run_printed(err, capsys)
        run = clidriver.create_clidriver().main
        assert run(["iam", "get-role", "--role-name", "MarketplaceValidation"]) == 0
        role = json.loads(capsys.readouterr().out)["Role"]
        assert (role["Path"], role["AssumeRolePolicyDocument"]) == (
            "/service-role/",
            permissions.validation_role(read(MANIFESTS[0]))[0],
        )
        given = ["MarketplaceValidation", "--policy-name", "sagemaker-marketplace-validation"]
        assert run(["iam", "get-role-policy", "--role-name", *given]) == 0
        inline = json.loads(capsys.readouterr().out)["PolicyDocument"]
        assert inline == permissions.validation_role(read(MANIFESTS[0]))[1]


def test_the_two_files_of_a_manifest_without_role_and_account(command: Command, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(WITHOUT_ACCOUNT.replace("${REGION}", "us-east-2"))
    (tmp_path / "iam").mkdir()
    (tmp_path / "iam" / "trust-policy.json").write_text("old")
    out, err = command("role", "m.yaml", "--output-dir", "iam/")
    assert "--role-name sagemaker-marketplace-validation --assume-role-policy-document file://iam/trust" in out
    note = "Replace ACCOUNT_ID with the ID of your account, or use --account-id.\n"
    assert err == f"{note}Then set ValidationRole in the manifest to the ARN that create-role prints.\n"
    trust = json.loads((tmp_path / "iam" / "trust-policy.json").read_text())
    assert trust == permissions.validation_role(read(MANIFESTS[0]))[0]


def test_a_folder_that_can_not_be_created(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for folder, reason in (
        ("absent/iam", "No such file or directory\n  create the directory first"),
        (".git/iam", "it is in .git\n  use another folder"),
    ):
        assert main.run(["role", PACKAGE, "--output-dir", folder]) == 2
        assert capsys.readouterr() == ("", f"sagemaker-marketplace: cannot write {folder}: {reason}\n")


@pytest.mark.parametrize(
    ("file", "argv", "note"),
    [
        (
            "policy.tf",
            ["iam-policy", PACKAGE, "--for", "watch", "--format", "terraform"],
            "Save as sagemaker-marketplace-watch.tf, then create it:\n  terraform apply -var role_name=ROLE\n",
        ),
        (
            "policy.yaml",
            ["iam-policy", PACKAGE, "--for", "watch", "--format", "cloudformation"],
            "Save as sagemaker-marketplace-watch.yaml, then create the stack:\n"
            "  aws cloudformation deploy --stack-name sagemaker-marketplace-watch --template-file "
            "sagemaker-marketplace-watch.yaml --capabilities CAPABILITY_NAMED_IAM "
            "--parameter-overrides RoleName=ROLE\n",
        ),
        (
            "trust.tf",
            [*TRUST, *IDS, "--format", "terraform"],
            "Save as sagemaker-marketplace-workflow.tf, then create it:\n  terraform apply\n",
        ),
        (
            "trust.yaml",
            [*TRUST, *IDS, "--format", "cloudformation"],
            "Save as sagemaker-marketplace-workflow.yaml, then create the stack:\n"
            "  aws cloudformation deploy --stack-name sagemaker-marketplace-workflow --template-file "
            "sagemaker-marketplace-workflow.yaml --capabilities CAPABILITY_NAMED_IAM\n",
        ),
        (
            "role.tf",
            ["role", PACKAGE, "--format", "terraform"],
            "Save as sagemaker-marketplace-validation.tf, then create it:\n  terraform apply\n",
        ),
        (
            "role.yaml",
            ["role", PACKAGE, "--format", "cloudformation"],
            "Save as sagemaker-marketplace-validation.yaml, then create the stack:\n"
            "  aws cloudformation deploy --stack-name sagemaker-marketplace-validation --template-file "
            "sagemaker-marketplace-validation.yaml --capabilities CAPABILITY_NAMED_IAM\n",
        ),
    ],
)
def test_files_of_terraform_and_cloudformation(file: str, argv: list[str], note: str, command: Command) -> None:
    assert command(*argv) == ((EXPECTED / file).read_text("utf-8"), note)
