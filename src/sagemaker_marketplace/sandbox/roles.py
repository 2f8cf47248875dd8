"""IAM's roles: one that nobody made is made at the first look, fit for a validation unless the scenario says no.

A scenario's `account: {role: ...}` is one of the words missing, untrusted, no_s3 and no_ecr, or says the role's `path`
or its `policy`. The account decides which path a role has, and GetRole asks by name alone, so the name has to tell it
here: names as the SageMaker console gives them are below /service-role/, others at /.
"""

from __future__ import annotations

import json
from threading import Lock
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends
from moto.sts.models import sts_backends
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import query
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import ACCOUNT

PARTITION = "aws"
_LOOKS = ("GetRole", "GetRolePolicy", "ListAttachedRolePolicies", "ListRolePolicies", "ListRoleTags")
# The console's own names, and the name in our examples.
_SERVICE_ROLES = ("AmazonSageMaker", "MarketplaceValidation")
_MANAGED = "arn:aws:iam::aws:policy/"
# What a validation needs of its role: the SageMaker developer guide's sections on roles for CreateModel and
# CreateTrainingJob, and what AmazonSageMakerFullAccess, which the console attaches, has beyond them.
_NEEDED = (
    *("cloudwatch:PutMetricData", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams"),
    *("logs:PutLogEvents", "ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage"),
    *("ecr:GetDownloadUrlForLayer", "ecr:DescribeImageScanFindings", "ecr:StartImageScan"),
    *("s3:GetObject", "s3:PutObject", "s3:ListBucket", "sagemaker:*", "iam:PassRole"),
    *("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"),
)
_making = Lock()


def answer(asked: Asked, scenario: Scenario) -> Response | None:
    """Make ready the role or the policy of AWS's that a call is about; refuse a look at a role that is missing."""
    if asked.service != "iam":
        return None
    if asked.members.get("PolicyArn", "").startswith(_MANAGED):
        _furnish_policy(asked.members["PolicyArn"])
    if asked.operation == "SimulatePrincipalPolicy":
        _, is_role, path = asked.members.get("PolicySourceArn", "").partition(":role/")
        if is_role:
            furnish(path.rpartition("/")[2], scenario)
    if asked.operation in _LOOKS and not furnish(asked.members.get("RoleName", ""), scenario):
        return absent("role", asked.members.get("RoleName", ""))
    return None


def absent(kind: str, name: str) -> Response:
    """Give IAM's answer about a role, user or group that is not there."""
    return query.error("iam", "NoSuchEntity", f"The {kind} with name {name} cannot be found.", 404)


def made(name: str) -> Any:
    """Give moto's role of this name; None if there is none yet."""
    roles = list(iam_backends[ACCOUNT][PARTITION].roles.values())
    return next((role for role in roles if role.name == name), None)


def made_by_somebody(name: str) -> Any:
    """Give moto's role of this name if a client made it; None if it was furnished, or is not there."""
    role = made(name)
    return None if getattr(role, "furnished", False) else role


def arn(name: str, scenario: Scenario) -> str:
    """Give the ARN of the role of this name, also of one that a look has yet to make."""
    role = made(name)
    return role.arn if role else _taken_on(name) or f"arn:{PARTITION}:iam::{ACCOUNT}:role{_path(name, scenario)}{name}"


def furnish(name: str, scenario: Scenario) -> bool:
    """Make the role of this name if nobody has and the scenario has one; tell whether it is there now.

    A role that somebody has taken on is his, not the validation's: it is there in every scenario and may do everything.
    """
    with _making:
        taken = _taken_on(name)
        if made(name) or not name or (_said(scenario) == "missing" and not taken):
            return made(name) is not None
        iam = iam_backends[ACCOUNT][PARTITION]
        iam.roles = dict(iam.roles)  # moto may be walking through the old one in another thread
        path = taken.partition(":role")[2].removesuffix(name) if taken else _path(name, scenario)
        service = "ec2" if _said(scenario) == "untrusted" else "sagemaker"
        role = iam.create_role(name, _trust(service), path, None, "", [], "3600")
        policy = _allowing(["*"]) if taken else _policy(scenario)
        if policy is not None:
            role.put_policy("validation", json.dumps(policy))
        role.furnished = True  # type: ignore[attr-defined]  # a mark of ours on moto's object
        return True


def _taken_on(name: str) -> str:
    """Give the ARN of the role of this name that a session was made of; empty if there is none."""
    arns = [session.role_arn for session in sts_backends[ACCOUNT][PARTITION].assumed_roles]
    return next((arn for arn in arns if arn.rpartition("/")[2] == name), "")


def _furnish_policy(policy_arn: str) -> None:
    """Give moto one of AWS's own policies; it would load all of them or none."""
    with _making:
        iam = iam_backends[ACCOUNT][PARTITION]
        name = policy_arn.rpartition("/")[2]
        found = json.loads(aws_managed_policies_data).get(name) if policy_arn not in iam.managed_policies else None
        if found:
            policy = AWSManagedPolicy.from_data(name, ACCOUNT, iam.region_name, found)
            iam.managed_policies = {**iam.managed_policies, policy.arn: policy}


def _said(scenario: Scenario) -> Any:
    """Give what the scenario says about the role: a word, or members."""
    return scenario.account.get("role") or {}


def _path(name: str, scenario: Scenario) -> str:
    said = _said(scenario)
    by_name = "/service-role/" if name.startswith(_SERVICE_ROLES) else "/"
    return str(said.get("path", by_name)) if isinstance(said, dict) else by_name


def _policy(scenario: Scenario) -> Any:
    """Give the role's policy document; None if it has none."""
    said = _said(scenario)
    if isinstance(said, dict) and "policy" in said:
        return said["policy"]
    lacking = {"no_s3": "s3:", "no_ecr": "ecr:"}.get(str(said), " ")
    return _allowing([action for action in _NEEDED if not action.startswith(lacking)])


def _allowing(actions: list[str]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}


def _trust(service: str) -> str:
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
