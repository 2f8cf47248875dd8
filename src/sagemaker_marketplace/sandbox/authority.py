"""Who makes a call, and whether his policies allow it. Users and role sessions made in the sandbox are judged.

Any other access key is the account's root, which may do everything; so may a session of a role that nobody made.
Policies of resources, permission boundaries and session policies are not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import policies, query
from sagemaker_marketplace.sandbox.actions import actions
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.policies import Context, Decision, Statement
from sagemaker_marketplace.sandbox.roles import PARTITION
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import ACCOUNT, ServiceError

ROOT = f"arn:{PARTITION}:iam::{ACCOUNT}:root"
_CALLER = "caller"


@dataclass(frozen=True)
class Principal:
    """Who makes a call, with all statements of his policies; None for who may do everything."""

    arn: str
    held: tuple[Statement, ...] | None


def judge(asked: Asked, scenario: Scenario) -> Response | None:
    """Refuse a call whose caller lacks a permission it needs: give the answer of a service that speaks no JSON 1.1.

    Raises ServiceError, which is the answer of a service that does. Gives None for a call that may go on.
    """
    principal = principal_of(asked.access_key)
    if (asked.service, asked.operation, principal.arn) == ("sts", "GetCallerIdentity", ROOT):
        # moto has an ARN of its own making for the root.
        return query.result("sts", "GetCallerIdentity", {"Arn": ROOT, "UserId": ACCOUNT, "Account": ACCOUNT})
    if principal.held is None:
        return None
    for action, resource in actions(asked, scenario):
        decision = policies.decide(principal.held, action, resource, _context(asked, action, principal))
        if decision != "allowed":
            return _denied(asked, _reason(principal, action, _shown(asked, resource), decision))
    return None


def principal_of(access_key: str) -> Principal:
    """Give whose access key this is: a role session's, a user's, or else the root's."""
    session = sts_backends[ACCOUNT][PARTITION].get_assumed_role_from_access_key(access_key)
    if session:
        return Principal(session.arn, held_by(session.role_arn))
    user = iam_backends[ACCOUNT][PARTITION].get_user_from_access_key_id(access_key)
    return Principal(user.arn, tuple(_of(user))) if user else Principal(ROOT, None)


def held_by(arn: str) -> tuple[Statement, ...] | None:
    """Give the statements of all policies of a role, user or group; None if there is none with this ARN."""
    iam = iam_backends[ACCOUNT][PARTITION]
    entities: list[Any] = [*iam.roles.values(), *iam.groups.values(), *iam.users.values()]
    found = next((entity for entity in entities if entity.arn == arn), None)
    return tuple(_of(found)) if found else None


def credentials(scenario: Scenario) -> dict[str, str]:
    """Make the user that a scenario's `account: {caller: {policy: ...}}` wants, and give the variables with its key.

    A policy of null is none: the user may do nothing. Without a caller there are no variables.
    """
    caller = scenario.account.get(_CALLER)
    if caller is None:
        return {}
    iam = iam_backends[ACCOUNT][PARTITION]
    user = iam.create_user("us-east-1", _CALLER)
    if caller.get("policy"):
        user.put_policy("given", json.dumps(caller["policy"]))
    key = iam.create_access_key(_CALLER)
    return {"AWS_ACCESS_KEY_ID": key.access_key_id, "AWS_SECRET_ACCESS_KEY": key.secret_access_key}


def _of(entity: Any) -> Iterator[Statement]:
    """Yield the statements of the inline and attached policies of moto's role, group or user, a user's groups' too."""
    versions = [version for policy in list(entity.managed_policies.values()) for version in policy.versions]
    attached = [version.document for version in versions if version.is_default]
    for document in (*list(entity.policies.values()), *attached):
        yield from policies.statements(document)
    for group in list(iam_backends[ACCOUNT][PARTITION].groups.values()):
        if entity in group.users:
            yield from _of(group)


def _context(asked: Asked, action: str, principal: Principal) -> Context:
    """Give the condition keys of a call; like the service's own address, the sandbox's counts as secure."""
    found: dict[str, tuple[str, ...]] = {
        "aws:PrincipalAccount": (ACCOUNT,),
        "aws:PrincipalArn": (principal.arn,),
        "aws:RequestedRegion": (asked.region,),
        "aws:SecureTransport": ("true",),
    }
    tags = asked.members.get("Tags")
    tags = [tag for tag in tags if isinstance(tag, Mapping)] if isinstance(tags, list) else []
    if tags:
        found["aws:TagKeys"] = tuple(str(tag.get("Key")) for tag in tags)
        found |= {f"aws:RequestTag/{tag.get('Key')}": (str(tag.get("Value")),) for tag in tags}
    if action == "iam:PassRole":
        found["iam:PassedToService"] = ("sagemaker.amazonaws.com",)
    if action == "s3:ListBucket" and "prefix" in asked.query:
        found["s3:prefix"] = (asked.query["prefix"],)
    if asked.service == "iam" and "PolicyArn" in asked.members:
        found["iam:PolicyARN"] = (asked.members["PolicyArn"],)
    return {key.lower(): values for key, values in found.items()}


def _shown(asked: Asked, resource: str) -> str:
    """Write a resource as its service does in a refusal.

    S3 puts it into quotes (seen in aws-ia/terraform-aws-bedrock#41), IAM says `role` and the name when that is what
    it was asked about (aws/aws-cdk#27067), but the ARN of a role that is to be made (amazon-sagemaker-examples#2499).
    """
    if asked.service == "s3":
        return f'"{resource}"'
    name = asked.members.get("RoleName")
    return f"role {name}" if asked.service == "iam" and name and asked.operation != "CreateRole" else resource


def _reason(principal: Principal, action: str, resource: str, decision: Decision) -> str:
    """Word a refusal as AWS does (IAM user guide, troubleshooting of access denied messages)."""
    because = f"because no identity-based policy allows the {action} action"
    if decision == "explicitDeny":
        because = "with an explicit deny in an identity-based policy"
    return f"User: {principal.arn} is not authorized to perform: {action} on resource: {resource} {because}"


def _denied(asked: Asked, reason: str) -> Response:
    """Give the refusal in the form of the service that was asked. Raises ServiceError where that is JSON 1.1."""
    if "x-amz-target" in asked.headers:
        raise ServiceError("AccessDeniedException", reason)
    if asked.method == "HEAD":
        return Response(status=403)
    if asked.service == "s3":
        document = f"<Error><Code>AccessDenied</Code><Message>{escape(reason)}</Message></Error>"
        return Response(document, 403, content_type="application/xml")
    if "Action" in asked.members:
        return query.error(asked.service, "AccessDenied", reason, 403)
    headers = {"x-amzn-ErrorType": "AccessDeniedException"}
    return Response(json.dumps({"message": reason}), 403, headers, content_type="application/json")
