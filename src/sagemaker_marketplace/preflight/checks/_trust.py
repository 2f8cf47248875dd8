"""Whether a role's trust policy lets SageMaker assume the role. Source: IAM user guide, policy elements."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

SAGEMAKER = "sagemaker.amazonaws.com"
STATEMENT = '{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}'
_ASSUMES = "sts:assumerole"


def trusts(policy: Mapping[str, Any]) -> bool | None:
    """Whether SageMaker may assume a role with this trust policy; None if that is uncertain."""
    effects: dict[str, list[bool | None]] = {"Allow": [], "Deny": []}
    for statement in _several(policy.get("Statement")):
        if not isinstance(statement, dict) or statement.get("Effect") not in effects:
            return None
        effects[statement["Effect"]].append(_applies(statement))
    if True in effects["Deny"]:
        return False
    if not any(effects["Allow"]) and None not in effects["Allow"]:
        return False
    return True if True in effects["Allow"] and None not in effects["Deny"] else None


def _applies(statement: Mapping[str, Any]) -> bool | None:
    """Whether a statement is about SageMaker assuming the role; None if that is uncertain."""
    parts = (_acts(statement), _means(statement))
    if False in parts:
        return False
    return None if None in parts or statement.get("Condition") else True


def _acts(statement: Mapping[str, Any]) -> bool | None:
    if "Action" not in statement:
        return None
    actions = [str(action).lower().replace("[", "[[]") for action in _several(statement["Action"])]
    return any(fnmatchcase(_ASSUMES, action) for action in actions)


def _means(statement: Mapping[str, Any]) -> bool | None:
    """Whether SageMaker is a statement's principal; None for everyone, or another name of SageMaker."""
    principal = statement.get("Principal")
    if not isinstance(principal, dict):
        return None
    services = [str(service) for service in _several(principal.get("Service", []))]
    if SAGEMAKER in services:
        return True
    unclear = "*" in _several(principal.get("AWS", [])) or any(
        service == "*" or service.startswith("sagemaker.") for service in services
    )
    return None if unclear else False


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
