"""IAM's SimulatePrincipalPolicy, which moto has not: what the policies of a role, user or group say.

Source: the API's model (one result an action, with one more for each resource that is not "*"). What the service
says in all when its resources differ is not documented: here the strictest. MatchedStatements are left out, and
CallerArn, ResourcePolicy, PolicyExclusionList and permission boundaries are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import policies, query
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.authority import ROOT, held_by
from sagemaker_marketplace.sandbox.policies import Context, Decision, Statement
from sagemaker_marketplace.sandbox.roles import absent
from sagemaker_marketplace.sandbox.scenario import Scenario

_PAGE = 100
_SOURCE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(role|user|group)/(?:.*/)?([^/]+)")
_STRICTNESS: tuple[Decision, ...] = ("allowed", "implicitDeny", "explicitDeny")
_ROOTS: list[Statement] = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
# The form of the ARNs an action is about, which a result has in the place of the ARN that was asked for.
_FORMS = (
    ("s3:*Object*", "arn:${Partition}:s3:::${BucketName}/${KeyName}"),
    ("s3:ListBucket", "arn:${Partition}:s3:::${BucketName}"),
    ("ecr:GetAuthorizationToken", "*"),
    ("ecr:*", "arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}"),
    ("iam:PassRole", "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"),
)


def answer(asked: Asked, _: Scenario) -> Response | None:
    """Answer a simulation, or refuse it; None for any other call."""
    if (asked.service, asked.operation) != ("iam", "SimulatePrincipalPolicy"):
        return None
    source = asked.members.get("PolicySourceArn", "")
    named = _SOURCE.fullmatch(source)
    resources = _listed(asked.members, "ResourceArns") or ["*"]
    unclear = [resource for resource in resources if resource != "*" and not resource.startswith("arn:")]
    # Both texts were seen: aws-containers/amazon-ecs-exec-checker#10 and #35.
    if not named and source != ROOT:
        text = f"Invalid Entity Arn: {source} does not clearly define entity type and name."
        return query.error("iam", "InvalidInput", text, 400)
    if unclear:
        text = f"ResourceNames are not in a valid ARN format: {unclear[0]}."
        return query.error("iam", "InvalidInput", text, 400)
    held = held_by(source) if named else tuple(_ROOTS)
    if held is None and named:
        return absent(named[1], named[2])
    more = (policies.statements(text) for text in _listed(asked.members, "PolicyInputList"))
    everything = [*(held or ()), *(statement for found in more for statement in found)]
    context = _context(asked.members)
    names = _listed(asked.members, "ActionNames")
    return _page(asked.members, [_result(everything, name, resources, context) for name in names])


def _result(held: Sequence[Statement], action: str, resources: list[str], context: Context) -> dict[str, Any]:
    """Give one EvaluationResult: what statements say about an action on each resource."""
    missing = [key for key in policies.condition_keys(held) if key.lower() not in context]
    decisions = {resource: policies.decide(held, action, resource, context) for resource in resources}
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": next((form for pattern, form in _FORMS if policies.glob(pattern, action)), "*"),
        "EvalDecision": max(decisions.values(), key=_STRICTNESS.index),
        "MissingContextValues": missing,
    }
    single = [
        {"EvalResourceName": resource, "EvalResourceDecision": decision, "MissingContextValues": missing}
        for resource, decision in decisions.items()
        if resource != "*"
    ]
    return {**result, "ResourceSpecificResults": single} if single else result


def _page(members: Mapping[str, str], results: list[dict[str, Any]]) -> Response:
    """Answer with the results from Marker on, at most MaxItems of them."""
    start = int(members.get("Marker") or 0)
    end = start + int(members.get("MaxItems") or _PAGE)
    content: dict[str, Any] = {"EvaluationResults": results[start:end], "IsTruncated": end < len(results)}
    if content["IsTruncated"]:
        content["Marker"] = end
    return query.result("iam", "SimulatePrincipalPolicy", content)


def _context(members: Mapping[str, str]) -> Context:
    """Give the condition keys of ContextEntries, in lower case, with their values."""
    found = {}
    for key, name in members.items():
        entry, is_name, _ = key.partition(".ContextKeyName")
        if is_name:
            found[name.lower()] = tuple(_listed(members, f"{entry}.ContextKeyValues"))
    return found


def _listed(members: Mapping[str, str], name: str) -> list[str]:
    """Give a list of the query protocol, whose items are members of their own: Name.member.1, Name.member.2."""
    items = {}
    for key, value in members.items():
        location = key.removeprefix(f"{name}.member.")
        if location != key and location.isdecimal():
            items[int(location)] = value
    return [items[location] for location in sorted(items)]
