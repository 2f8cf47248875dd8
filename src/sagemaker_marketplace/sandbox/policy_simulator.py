"""IAM's SimulatePrincipalPolicy, which moto lacks: evaluates the policies of a role, user or group.

Source: the API's model (one result per action, and one in it per resource other than "*"). The decision for an action
whose resources differ is not documented: here it is the strictest. MatchedStatements are omitted; CallerArn,
ResourcePolicy, PolicyExclusionList and permissions boundaries are not evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import policies, query_protocol
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.authorization import root, statements_of
from sagemaker_marketplace.sandbox.json_protocol import ServiceError
from sagemaker_marketplace.sandbox.policies import Context, Decision, Statement
from sagemaker_marketplace.sandbox.roles import no_such_entity
from sagemaker_marketplace.sandbox.scenario import Scenario

_PAGE = 100
_PRINCIPAL = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(role|user|group)/(?:.*/)?([^/]+)")
_STRICTNESS: tuple[Decision, ...] = ("allowed", "implicitDeny", "explicitDeny")
_ROOT_STATEMENTS: list[Statement] = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
# The ARN formats of actions, which a result contains instead of the requested ARN.
_ARN_FORMATS = (
    ("s3:*Object*", "arn:${Partition}:s3:::${BucketName}/${KeyName}"),
    ("s3:ListBucket", "arn:${Partition}:s3:::${BucketName}"),
    ("ecr:GetAuthorizationToken", "*"),
    ("ecr:*", "arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}"),
    ("iam:PassRole", "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"),
)


def handle(call: ApiCall, _: Scenario) -> Response | None:
    """Respond to SimulatePrincipalPolicy; None for any other call. Raises ServiceError for an invalid request."""
    if (call.service, call.operation) != ("iam", "SimulatePrincipalPolicy"):
        return None
    source = call.parameters.get("PolicySourceArn", "")
    principal = _PRINCIPAL.fullmatch(source)
    resources = _list(call.parameters, "ResourceArns") or ["*"]
    invalid = [resource for resource in resources if resource != "*" and not resource.startswith("arn:")]
    # Both messages were seen: aws-containers/amazon-ecs-exec-checker#10 and #35.
    if not principal and source != root(call.account):
        raise ServiceError(
            "InvalidInput", f"Invalid Entity Arn: {source} does not clearly define entity type and name."
        )
    if invalid:
        raise ServiceError("InvalidInput", f"ResourceNames are not in a valid ARN format: {invalid[0]}.")
    statements = statements_of(call.account, source) if principal else tuple(_ROOT_STATEMENTS)
    if statements is None and principal:
        raise no_such_entity(principal[1], principal[2])
    inputs = (policies.read_statements(document) for document in _list(call.parameters, "PolicyInputList"))
    all_statements = [*(statements or ()), *(statement for statements in inputs for statement in statements)]
    context = _context(call.parameters)
    names = _list(call.parameters, "ActionNames")
    return _page(call.parameters, [_result(all_statements, name, resources, context) for name in names])


def _result(statements: Sequence[Statement], action: str, resources: list[str], context: Context) -> dict[str, Any]:
    """Return one EvaluationResult: the decisions about an action on each resource."""
    missing = [key for key in policies.condition_keys(statements) if key.lower() not in context]
    decisions = {resource: policies.evaluate(statements, action, resource, context) for resource in resources}
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": next(
            (format_ for pattern, format_ in _ARN_FORMATS if policies.matches_pattern(pattern, action)), "*"
        ),
        "EvalDecision": max(decisions.values(), key=_STRICTNESS.index),
        "MissingContextValues": missing,
    }
    by_resource = [
        {"EvalResourceName": resource, "EvalResourceDecision": decision, "MissingContextValues": missing}
        for resource, decision in decisions.items()
        if resource != "*"
    ]
    return {**result, "ResourceSpecificResults": by_resource} if by_resource else result


def _page(parameters: Mapping[str, str], results: list[dict[str, Any]]) -> Response:
    """Respond with at most MaxItems results, starting at Marker."""
    start = int(parameters.get("Marker") or 0)
    end = start + int(parameters.get("MaxItems") or _PAGE)
    content: dict[str, Any] = {"EvaluationResults": results[start:end], "IsTruncated": end < len(results)}
    if content["IsTruncated"]:
        content["Marker"] = end
    return query_protocol.result_response("iam", "SimulatePrincipalPolicy", content)


def _context(parameters: Mapping[str, str]) -> Context:
    """Return the condition keys of ContextEntries, in lowercase, with their values."""
    context = {}
    for key, name in parameters.items():
        entry, is_name, _ = key.partition(".ContextKeyName")
        if is_name:
            context[name.lower()] = tuple(_list(parameters, f"{entry}.ContextKeyValues"))
    return context


def _list(parameters: Mapping[str, str], name: str) -> list[str]:
    """Return a list of the query protocol, whose items are separate parameters: Name.member.1, Name.member.2."""
    items = {}
    for key, value in parameters.items():
        number = key.removeprefix(f"{name}.member.")
        if number != key and number.isdecimal():
            items[int(number)] = value
    return [items[number] for number in sorted(items)]
