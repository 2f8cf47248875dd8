"""What IAM knows of roles and their policies. Each function takes the account, and raises what a question raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..manifest.paths import Path
from .identity import Caller
from .queries import NoAnswer, Queries

_PAGES = 20
_ALLOWED, _DECISIONS = "allowed", ("allowed", "explicitDeny", "implicitDeny")


@dataclass(frozen=True)
class Role:
    """A role: its ARN, with the path it really has, and its trust policy."""

    arn: str
    trust: Mapping[str, Any]


@dataclass(frozen=True)
class AccessDenied:
    """What a simulation says is not allowed; `explicit` where a statement denies it."""

    action: str
    resource: str
    explicit: bool


def role(account: Queries, path: Path, arn: str) -> Role:
    """The role of the caller's account with the name of this ARN; IAM looks roles up by name alone, without the path.

    Source: IAM API, GetRole.
    """
    answer = account.ask(path, "iam", "GetRole", {"RoleName": arn.rpartition("/")[2]})
    found = answer.get("Role") or {}
    if not isinstance(found.get("AssumeRolePolicyDocument"), dict) or not found.get("Arn"):
        raise NoAnswer(path, "GetRole: the answer is not understood")
    return Role(found["Arn"], found["AssumeRolePolicyDocument"])


def principal(account: Queries, path: Path, caller: Caller) -> str | None:
    """The ARN of the user or role whose policies the caller has; None for the account's root and federated users.

    The ARN of a role session has no path, so the role is looked up. Source: IAM user guide, IAM identifiers.
    """
    kind, _, name = caller.arn.split(":", 5)[5].partition("/")
    if kind == "user":
        return caller.arn
    return role(account, path, name.partition("/")[0]).arn if kind == "assumed-role" else None


def denied(
    account: Queries, path: Path, source: str, actions: Sequence[str], resources: Sequence[str], prefix: str = ""
) -> list[AccessDenied]:
    """Which of the actions the policies of a user or role don't allow on which of the resources.

    What depends on something that is only known at the call (a tag, a network) is left out. `prefix` is what a bucket
    is listed for. Policies of the resources are not looked at. Source: IAM API, SimulatePrincipalPolicy.
    """
    request = {
        "PolicySourceArn": source,
        "ActionNames": list(actions),
        "ResourceArns": list(resources),
        "ContextEntries": list(_context(account.region, prefix)),
    }
    found: list[AccessDenied] = []
    for _ in range(_PAGES):
        answer = account.ask(path, "iam", "SimulatePrincipalPolicy", request)
        for result in answer.get("EvaluationResults", ()):
            found += _read(path, result, resources)
        if not answer.get("IsTruncated") or not answer.get("Marker"):
            break
        request = {**request, "Marker": answer["Marker"]}
    return found


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


def _read(path: Path, result: Mapping[str, Any], resources: Sequence[str]) -> Iterator[AccessDenied]:
    """Yield what one EvaluationResult denies: a result for each resource, or one for the only resource there is."""
    single: Iterable[Mapping[str, Any]] = result.get("ResourceSpecificResults") or ()
    decided = [(one.get("EvalResourceName"), one.get("EvalResourceDecision"), one) for one in single]
    if not decided and len(resources) == 1:
        decided = [(resources[0], result.get("EvalDecision"), result)]
    if not decided or any(decision not in _DECISIONS for _, decision, _ in decided):
        raise NoAnswer(path, "SimulatePrincipalPolicy: the answer is not understood")
    for resource, decision, told in decided:
        if decision != _ALLOWED and not told.get("MissingContextValues"):
            yield AccessDenied(str(result.get("EvalActionName")), str(resource), decision == "explicitDeny")
