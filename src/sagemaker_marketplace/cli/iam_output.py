"""Prints policies and roles in each format, with the commands that create them."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import Any

from .. import output, permissions
from ..manifest.findings import USAGE, Failure
from ..permissions import Policy, Principal
from ..report.formats.jsonl import encode
from .stages import current_folder

_JSON, _TERRAFORM = "json", "terraform"
_TRUST_FILE, _POLICY_FILE = "trust-policy.json", "permissions-policy.json"
_WORKFLOW, _VALIDATION = "workflow", "validation"
# The role of a workflow in Terraform and CloudFormation; its reader can change it.
_WORKFLOW_ROLE = "sagemaker-marketplace-workflow"


def print_json(content: Mapping[str, Any]) -> None:
    """Print an object, and what to replace in it."""
    text = encode(content, indent=2)
    output.write_result(f"{text}\n")
    _note_account(text)


def print_policy(policy: Policy, name: str, principal: Principal, output_format: str) -> None:
    """Print a policy of this name, and how to attach it to a role or user.

    Raises Failure for a policy that the format can't contain.
    """
    if output_format != _JSON:
        module = permissions.terraform if output_format == _TERRAFORM else permissions.cloudformation
        _print_template(module.policy_file(name, policy, principal), output_format, name, principal)
        return
    print_json(policy)
    owner = f"--{principal.kind}-name {quote(principal.name or principal.kind.upper())}"
    output.note("Save as policy.json, then attach it:")
    output.note(
        f"  aws iam put-{principal.kind}-policy {owner} --policy-name {name} --policy-document file://policy.json"
    )


def print_trust_policy(trust: Policy, output_format: str) -> None:
    """Print a trust policy, and how to create its role."""
    if output_format != _JSON:
        _print_role_template(_WORKFLOW, _WORKFLOW_ROLE, "/", trust, None, output_format)
        return
    print_json(trust)
    output.note("Save as trust.json, then create the role:")
    output.note("  aws iam create-role --role-name ROLE --assume-role-policy-document file://trust.json")


def print_role(name: str, path: str, trust: Policy, policy: Policy, options: Mapping[str, Any]) -> None:
    """Print a role's two policies, or write them into two files, by the options `format` and `output-dir`.

    Raises Failure for options that contradict each other, and for files that can't be written.
    """
    output_format, folder = options["format"], options["output-dir"]
    if output_format == _JSON and folder:
        _write_role(name, path, trust, policy, folder)
    elif output_format == _JSON:
        print_json({"trust": trust, "policy": policy})
        output.note(
            "To create the role, add --create-validation-role NAME.",
            "To create it with the AWS CLI, add --output-dir DIR: each policy is then a file.",
        )
    elif folder:
        raise Failure(f"--output-dir does not apply to --format {output_format}", USAGE, "redirect standard output")
    else:
        _print_role_template(_VALIDATION, name, path, trust, policy, output_format)


def _write_role(name: str, path: str, trust: Policy, policy: Policy, folder: str) -> None:
    workspace, files = current_folder(), {}
    workspace.make_folder(folder)
    for file, content in ((_TRUST_FILE, trust), (_POLICY_FILE, policy)):
        files[file] = f"{folder.rstrip('/')}/{file}"
        text = encode(content, indent=2)
        workspace.write(files[file], [f"{text}\n"])
    with_path = f" --path {quote(path)}" if path != "/" else ""
    role, trust_file, policy_file = quote(name), *(quote(f"file://{file}") for file in files.values())
    output.write(
        f"Wrote {files[_TRUST_FILE]} and {files[_POLICY_FILE]}. Create the role:\n"
        f"  aws iam create-role --role-name {role}{with_path} --assume-role-policy-document {trust_file}\n"
        f"  aws iam put-role-policy --role-name {role} --policy-name {permissions.POLICY_NAME} "
        f"--policy-document {policy_file}\n"
    )
    _note_account(text)


def _print_role_template(
    use: str, name: str, path: str, trust: Policy, policy: Policy | None, output_format: str
) -> None:
    if output_format == _TERRAFORM:
        text = permissions.terraform.role_file(use, name, path, trust, policy)
    else:
        text = permissions.cloudformation.role_file(name, path, trust, policy)
    _print_template(text, output_format, f"sagemaker-marketplace-{use}", Principal("role", name))


def _print_template(text: str, output_format: str, name: str, principal: Principal) -> None:
    """Print a file, and how to create what it describes; `name` is a name for file and stack."""
    output.write_result(text)
    kind = principal.kind
    if output_format == _TERRAFORM:
        variable = "" if principal.name else f" -var {kind}_name={kind.upper()}"
        output.note(f"Save as {name}.tf, then create it:", f"  terraform apply{variable}")
        return
    parameter = "" if principal.name else f" --parameter-overrides {kind.title()}Name={kind.upper()}"
    output.note(f"Save as {name}.yaml, then create the stack:")
    output.note(
        f"  aws cloudformation deploy --stack-name {name} --template-file {name}.yaml "
        f"--capabilities CAPABILITY_NAMED_IAM{parameter}"
    )


def _note_account(text: str) -> None:
    if permissions.UNKNOWN_ACCOUNT in text:
        output.note(f"Replace {permissions.UNKNOWN_ACCOUNT} with the ID of your account, or use --account-id.")
