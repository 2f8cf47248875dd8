"""Writes policies and roles as CloudFormation templates in YAML.

An unknown account ID becomes that of the stack.
"""

from __future__ import annotations

from typing import Any

import yaml

from .grants import UNKNOWN_ACCOUNT, Policy, Principal
from .validation_role import POLICY_NAME

_RESOURCES = {"role": ("AWS::IAM::RolePolicy", "RoleName"), "user": ("AWS::IAM::UserPolicy", "UserName")}
_VERSION = "2010-09-09"


def policy_file(name: str, policy: Policy, principal: Principal) -> str:
    """Return a template that gives a policy of this name to a role or user, whose name can be a parameter."""
    type_, owner = _RESOURCES[principal.kind]
    properties = {
        owner: principal.name or {"Ref": owner},
        "PolicyName": name,
        "PolicyDocument": _substituted(policy),
    }
    return _template(
        {} if principal.name else _parameter(owner, principal.kind),
        {"Policy": {"Type": type_, "Properties": properties}},
        {},
    )


def role_file(name: str, path: str, trust: Policy, policy: Policy | None = None) -> str:
    """Return a template of a role with a trust policy, and with an inline policy if there is one."""
    properties: dict[str, Any] = {"RoleName": name}
    if path != "/":
        properties["Path"] = path
    properties["AssumeRolePolicyDocument"] = _substituted(trust)
    if policy:
        properties["Policies"] = [{"PolicyName": POLICY_NAME, "PolicyDocument": _substituted(policy)}]
    role = {"Type": "AWS::IAM::Role", "Properties": properties}
    return _template({}, {"Role": role}, {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}})


def _template(parameters: dict[str, Any], resources: dict[str, Any], outputs: dict[str, Any]) -> str:
    sections = {"Parameters": parameters, "Resources": resources, "Outputs": outputs}
    template = {"AWSTemplateFormatVersion": _VERSION, **{name: part for name, part in sections.items() if part}}
    return yaml.safe_dump(template, sort_keys=False, allow_unicode=True, width=1000)


def _parameter(name: str, kind: str) -> dict[str, Any]:
    return {name: {"Type": "String", "Description": f"Name of the {kind} that runs the action"}}


def _substituted(value: Any) -> Any:
    """Replace an unknown account ID. Source: CloudFormation user guide, Fn::Sub: `${!` is a literal `${`."""
    if isinstance(value, dict):
        return {key: _substituted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_substituted(item) for item in value]
    account = f":{UNKNOWN_ACCOUNT}:"
    if account not in value:
        return value
    return {"Fn::Sub": value.replace("${", "${!").replace(account, ":${AWS::AccountId}:")}
