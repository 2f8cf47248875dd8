"""Writes policies and roles as Terraform configurations, formatted as `terraform fmt` does.

Policies are data sources `aws_iam_policy_document`, as in the documentation of the AWS provider. An unknown account ID
becomes that of the provider's credentials, GitHub's OIDC provider a data source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..manifest.findings import USAGE, Failure
from .grants import UNKNOWN_ACCOUNT, Policy, Principal
from .validation_role import POLICY_NAME

_ACCOUNT = "data.aws_caller_identity.current.account_id"
_ACCOUNT_SOURCE = ['data "aws_caller_identity" "current" {}']
_PROVIDER = "data.aws_iam_openid_connect_provider.github.arn"


def policy_file(name: str, policy: Policy, principal: Principal) -> str:
    """Return a configuration that gives a policy of this name to a role or user.

    Raises Failure for a resource that a policy document of Terraform can't contain.
    """
    kind, identifier = principal.kind, name.replace("-", "_")
    owner = _string(principal.name) if principal.name else f"var.{kind}_name"
    blocks = [] if principal.name else [_variable(kind)]
    attributes = [("name", _string(name)), (kind, owner), ("policy", _document_json(identifier))]
    blocks += [
        _document(identifier, policy),
        _block(f'resource "aws_iam_{kind}_policy" "{identifier}"', _aligned(attributes)),
    ]
    return _file(blocks)


def role_file(use: str, name: str, path: str, trust: Policy, policy: Policy | None = None) -> str:
    """Return a configuration of a role with a trust policy, and with an inline policy if there is one.

    `use` is a word for the names of its blocks. Raises Failure as `policy_file` does.
    """
    attributes = [("name", _string(name))]
    attributes += [("path", _string(path))] * (path != "/")
    attributes += [("assume_role_policy", _document_json(f"{use}_trust"))]
    blocks = [_document(f"{use}_trust", trust), _block(f'resource "aws_iam_role" "{use}"', _aligned(attributes))]
    if policy:
        attributes = [("name", _string(POLICY_NAME)), ("role", f"aws_iam_role.{use}.id")]
        attributes += [("policy", _document_json(use))]
        blocks.append(_document(use, policy))
        blocks.append(_block(f'resource "aws_iam_role_policy" "{use}"', _aligned(attributes)))
    blocks.append(_block(f'output "{use}_role_arn"', [f"value = aws_iam_role.{use}.arn"]))
    principals = [statement.get("Principal", {}) for statement in trust["Statement"]]
    providers = [_provider(principal["Federated"]) for principal in principals if "Federated" in principal]
    return _file([*providers, *blocks])


def _file(blocks: list[list[str]]) -> str:
    text = "\n\n".join("\n".join(block) for block in blocks)
    used = ["\n".join(_ACCOUNT_SOURCE)] if _ACCOUNT in text else []
    return "\n\n".join([*used, text]) + "\n"


def _provider(arn: str) -> list[str]:
    """Return the data source of an OIDC provider, which is found by its URL."""
    url = f"https://{arn.partition(':oidc-provider/')[2]}"
    return _block('data "aws_iam_openid_connect_provider" "github"', [f"url = {_string(url)}"])


def _variable(kind: str) -> list[str]:
    about = [("description", f'"Name of the {kind} that runs the action"'), ("type", "string")]
    return _block(f'variable "{kind}_name"', _aligned(about))


def _document_json(identifier: str) -> str:
    return f"data.aws_iam_policy_document.{identifier}.json"


def _document(identifier: str, policy: Policy) -> list[str]:
    lines: list[str] = []
    for statement in policy["Statement"]:
        lines += [""] * bool(lines) + _block("statement", list(_statement(statement)))
    return _block(f'data "aws_iam_policy_document" "{identifier}"', lines)


def _statement(statement: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a statement. The effect is Allow in all policies of this program, and by default."""
    groups = [_aligned([("sid", _string(statement["Sid"]))])] if "Sid" in statement else []
    for key, attribute in (("Action", "actions"), ("Resource", "resources")):
        if key in statement:
            groups.append([f"{attribute} = [", *(f"  {_string(text)}," for text in _list(statement[key])), "]"])
    for type_, identifiers in statement.get("Principal", {}).items():
        values = [_PROVIDER if type_ == "Federated" else _string(text) for text in _list(identifiers)]
        groups.append(_block("principals", _aligned([("type", f'"{type_}"'), ("identifiers", _inline(values))])))
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            test = [("test", f'"{operator}"'), ("variable", _string(key))]
            test += [("values", _inline([_string(text) for text in _list(values)]))]
            groups.append(_block("condition", _aligned(test)))
    for number, group in enumerate(groups):
        yield from [""] * bool(number)
        yield from group


def _block(head: str, lines: Sequence[str]) -> list[str]:
    return [f"{head} {{", *(f"  {line}" if line else "" for line in lines), "}"]


def _aligned(attributes: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in attributes)
    return [f"{name:{width}} = {value}" for name, value in attributes]


def _inline(values: Sequence[str]) -> str:
    return f"[{', '.join(values)}]"


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _string(text: str) -> str:
    """Quote a string. Source: Terraform documentation, string escapes; aws_iam_policy_document on `&{`."""
    if "&{" in text:
        hint = 'use --format json: Terraform\'s policy documents replace "&{" in a string'
        raise Failure(f"cannot write {text} for Terraform", USAGE, hint)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{")
    shown = "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in escaped)
    return '"' + shown.replace(f":{UNKNOWN_ACCOUNT}:", f":${{{_ACCOUNT}}}:") + '"'
