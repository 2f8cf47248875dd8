"""Roles in IAM and what policies allow. Each function raises what `Queries.query` raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..manifest.paths import Path
from .identity import Caller
from .queries import NoAnswer, Queries

_MAX_PAGES = 20
_ALLOWED, _DECISIONS = "allowed", ("allowed", "explicitDeny", "implicitDeny")


@dataclass(frozen=True)
class Role:
    """A role: its ARN, with its actual path, and its trust policy."""

    arn: str
    trust: Mapping[str, Any]


@dataclass(frozen=True)
class DeniedAction:
    """An action that a simulation does not allow; `explicit` if a statement denies it."""

    action: str
    resource: str
    explicit: bool


def get_role(account: Queries, path: Path, arn: str) -> Role:
    """Return the role of the caller's account with the name in this ARN; IAM finds roles by name, without the path.

    Source: IAM API, GetRole.
    """
    answer = account.query(path, "iam", "GetRole", {"RoleName": arn.rpartition("/")[2]})
    role = answer.get("Role") or {}
    if not isinstance(role.get("AssumeRolePolicyDocument"), dict) or not role.get("Arn"):
        raise NoAnswer(path, "GetRole: invalid response")
    return Role(role["Arn"], role["AssumeRolePolicyDocument"])


def caller_principal(account: Queries, path: Path, caller: Caller) -> str | None:
    """Return the ARN of the user or role whose policies apply to the caller; None for root and federated users.

    The ARN of a role session has no path, so the role is queried. Source: IAM user guide, IAM identifiers.
    """
    kind, _, name = caller.arn.split(":", 5)[5].partition("/")
    if kind == "user":
        return caller.arn
    return get_role(account, path, name.partition("/")[0]).arn if kind == "assumed-role" else None


def denied_actions(
    account: Queries, path: Path, source: str, actions: Sequence[str], resources: Sequence[str], prefix: str = ""
) -> list[DeniedAction]:
    """Return which of the actions the policies of a user or role don't allow on which of the resources.

    An action that depends on a value known only during the call (a tag, a network) is left out. `prefix` is the prefix
    for listing a bucket. Policies of resources are not considered. Source: IAM API, SimulatePrincipalPolicy.
    """
    request = {
        "PolicySourceArn": source,
        "ActionNames": list(actions),
        "ResourceArns": list(resources),
        "ContextEntries": list(_context(account.region, prefix)),
    }
    denied: list[DeniedAction] = []
    for _ in range(_MAX_PAGES):
        answer = account.query(path, "iam", "SimulatePrincipalPolicy", request)
        for result in answer.get("EvaluationResults", ()):
            denied += _parse_result(path, result, resources)
        if not answer.get("IsTruncated") or not answer.get("Marker"):
            break
        request = {**request, "Marker": answer["Marker"]}
    return denied


def _context(region: str, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield what is known of the later calls: SageMaker makes them, over TLS, in the manifest's Region."""
    known = {
        "iam:PassedToService": ("string", "sagemaker.amazonaws.com"),
        "aws:RequestedRegion": ("string", region),
        "aws:SecureTransport": ("boolean", "true"),
        "s3:prefix": ("string", prefix),
    }
    for name, (kind, value) in known.items():
        if value:
            yield {"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": kind}


def _parse_result(path: Path, result: Mapping[str, Any], resources: Sequence[str]) -> Iterator[DeniedAction]:
    """Yield what an EvaluationResult denies: it has a result per resource, or one for the only resource."""
    per_resource: Iterable[Mapping[str, Any]] = result.get("ResourceSpecificResults") or ()
    decisions = [(item.get("EvalResourceName"), item.get("EvalResourceDecision"), item) for item in per_resource]
    if not decisions and len(resources) == 1:
        decisions = [(resources[0], result.get("EvalDecision"), result)]
    if not decisions or any(decision not in _DECISIONS for _, decision, _ in decisions):
        raise NoAnswer(path, "SimulatePrincipalPolicy: invalid response")
    for resource, decision, details in decisions:
        if decision != _ALLOWED and not details.get("MissingContextValues"):
            yield DeniedAction(str(result.get("EvalActionName")), str(resource), decision == "explicitDeny")
