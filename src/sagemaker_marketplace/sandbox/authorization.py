"""Authorizes calls: finds the caller of an access key and evaluates its identity-based policies.

Users and role sessions created in the sandbox have the permissions of their policies. Any other access key belongs to
the account's root user and has all permissions, as does a session of a role that does not exist. Resource-based
policies, permissions boundaries and session policies are not evaluated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import policies, query_protocol
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import ACCOUNT, ServiceError
from sagemaker_marketplace.sandbox.policies import Context, Decision, Statement
from sagemaker_marketplace.sandbox.required_actions import required_actions
from sagemaker_marketplace.sandbox.roles import PARTITION
from sagemaker_marketplace.sandbox.scenario import Scenario

_CALLER = "caller"


@dataclass(frozen=True)
class Principal:
    """The caller, with the statements of its policies; None if it has all permissions."""

    arn: str
    statements: tuple[Statement, ...] | None


def authorize(call: ApiCall, scenario: Scenario) -> Response | None:
    """Return None if the caller has the permissions that a call requires; also answers the root's GetCallerIdentity.

    Raises ServiceError if a permission is missing.
    """
    principal = find_principal(call.account, call.access_key)
    if (call.service, call.operation, principal.arn) == ("sts", "GetCallerIdentity", root(call.account)):
        # moto returns another ARN for the root user.
        identity = {"Arn": principal.arn, "UserId": call.account, "Account": call.account}
        return query_protocol.result_response("sts", "GetCallerIdentity", identity)
    if principal.statements is None:
        return None
    for action, resource in required_actions(call, scenario):
        decision = policies.evaluate(principal.statements, action, resource, _context(call, action, principal))
        if decision != "allowed":
            raise _access_denied(call, _reason(principal, action, _resource_text(call, resource), decision))
    return None


def root(account: str) -> str:
    """Return the ARN of an account's root user."""
    return f"arn:{PARTITION}:iam::{account}:root"


def find_principal(account: str, access_key: str) -> Principal:
    """Return the principal of an access key of an account: a role session, a user, or else the root user."""
    session = sts_backends[account][PARTITION].get_assumed_role_from_access_key(access_key)
    if session:
        return Principal(session.arn, statements_of(account, session.role_arn))
    user = iam_backends[account][PARTITION].get_user_from_access_key_id(access_key)
    return Principal(user.arn, tuple(_policy_statements(account, user))) if user else Principal(root(account), None)


def statements_of(account: str, arn: str) -> tuple[Statement, ...] | None:
    """Return the statements of all policies of a role, user or group; None if the account has none."""
    iam = iam_backends[account][PARTITION]
    entities: list[Any] = [*iam.roles.values(), *iam.groups.values(), *iam.users.values()]
    entity = next((entity for entity in entities if entity.arn == arn), None)
    return tuple(_policy_statements(account, entity)) if entity else None


def create_caller(scenario: Scenario) -> dict[str, str]:
    """Create the user of a scenario's `account: {caller: {policy: ...}}`, and return variables with its access key.

    A user with a policy of null has no permissions. Without a caller, no variables are returned.
    """
    caller = scenario.account.get(_CALLER)
    if caller is None:
        return {}
    iam = iam_backends[ACCOUNT][PARTITION]
    user = iam.create_user("us-east-1", _CALLER)
    if caller.get("policy"):
        user.put_policy("scenario", json.dumps(caller["policy"]))
    key = iam.create_access_key(_CALLER)
    return {"AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret_access_key}


def _policy_statements(account: str, entity: Any) -> Iterator[Statement]:
    """Yield the statements of the inline and attached policies of moto's role, group or user and of a user's groups."""
    versions = [version for policy in list(entity.managed_policies.values()) for version in policy.versions]
    attached = [version.document for version in versions if version.is_default]
    for document in (*list(entity.policies.values()), *attached):
        yield from policies.read_statements(document)
    for group in list(iam_backends[account][PARTITION].groups.values()):
        if entity in group.users:
            yield from _policy_statements(account, group)


def _context(call: ApiCall, action: str, principal: Principal) -> Context:
    """Return the condition keys of a call. It counts as secure, although the sandbox serves HTTP."""
    context: dict[str, tuple[str, ...]] = {
        "aws:PrincipalAccount": (call.account,),
        "aws:PrincipalArn": (principal.arn,),
        "aws:RequestedRegion": (call.region,),
        "aws:SecureTransport": ("true",),
    }
    tags = call.parameters.get("Tags")
    tags = [tag for tag in tags if isinstance(tag, Mapping)] if isinstance(tags, list) else []
    if tags:
        context["aws:TagKeys"] = tuple(str(tag.get("Key")) for tag in tags)
        context |= {f"aws:RequestTag/{tag.get('Key')}": (str(tag.get("Value")),) for tag in tags}
    if action == "iam:PassRole":
        context["iam:PassedToService"] = ("sagemaker.amazonaws.com",)
    if action == "s3:ListBucket" and "prefix" in call.query:
        context["s3:prefix"] = (call.query["prefix"],)
    if call.service == "iam" and "PolicyArn" in call.parameters:
        context["iam:PolicyARN"] = (call.parameters["PolicyArn"],)
    return {key.lower(): values for key, values in context.items()}


def _resource_text(call: ApiCall, resource: str) -> str:
    """Return a resource as its service writes it in an error message.

    S3 puts it in quotes (seen in aws-ia/terraform-aws-bedrock#41). IAM writes `role` and the name if the call contains
    a role name (aws/aws-cdk#27067), but the ARN of a role that is to be created (amazon-sagemaker-examples#2499).
    """
    if call.service == "s3":
        return f'"{resource}"'
    name = call.parameters.get("RoleName")
    return f"role {name}" if call.service == "iam" and name and call.operation != "CreateRole" else resource


def _reason(principal: Principal, action: str, resource: str, decision: Decision) -> str:
    """Return AWS's message (IAM user guide, troubleshooting of access denied messages)."""
    because = f"because no identity-based policy allows the {action} action"
    if decision == "explicitDeny":
        because = "with an explicit deny in an identity-based policy"
    return f"User: {principal.arn} is not authorized to perform: {action} on resource: {resource} {because}"


def _access_denied(call: ApiCall, reason: str) -> ServiceError:
    """Return the error with the code and the status of the called service's protocol."""
    short = call.service == "s3" or "Action" in call.parameters
    status = 400 if "x-amz-target" in call.headers else 403
    return ServiceError("AccessDenied" if short else "AccessDeniedException", reason, status)
