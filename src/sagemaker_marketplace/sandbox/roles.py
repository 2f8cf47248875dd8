"""IAM roles: default roles, suitable for validation unless the scenario changes them.

A default role is created when a call first requests it. A scenario's `account: {role: ...}` is missing, untrusted,
no_s3 or no_ecr, or an object with the role's `path` or `policy`. In AWS the account determines the path of a role, and
GetRole takes only the name; here the name determines the path: /service-role/ for names as the SageMaker console
creates them, /aws-service-role/sagemaker.amazonaws.com/ for service-linked roles, / for others. A service-linked role
has no permissions for ECR.
"""

from __future__ import annotations

import json
from threading import Lock
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends
from moto.sts.models import sts_backends

from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import ServiceError
from sagemaker_marketplace.sandbox.scenario import Scenario

PARTITION = "aws"
_READ_OPERATIONS = ("GetRole", "GetRolePolicy", "ListAttachedRolePolicies", "ListRolePolicies", "ListRoleTags")
# Names that the console creates, and the name in our examples.
_SERVICE_ROLE_PREFIXES = ("AmazonSageMaker", "MarketplaceValidation")
# IAM user guide, using-service-linked-roles: the path of a service-linked role; its name begins so.
_SERVICE_LINKED_PREFIX, _SERVICE_LINKED_PATH = "AWSServiceRoleFor", "/aws-service-role/sagemaker.amazonaws.com/"
_MANAGED_POLICIES = "arn:aws:iam::aws:policy/"
# The permissions that validation requires: the SageMaker developer guide's sections on roles for CreateModel and
# CreateTrainingJob, and further permissions of AmazonSageMakerFullAccess, which the console attaches.
_VALIDATION_ACTIONS = (
    *("cloudwatch:PutMetricData", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams"),
    *("logs:PutLogEvents", "ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage"),
    *("ecr:GetDownloadUrlForLayer", "ecr:DescribeImageScanFindings", "ecr:StartImageScan"),
    *("s3:GetObject", "s3:PutObject", "s3:ListBucket", "sagemaker:*", "iam:PassRole"),
    *("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"),
)
_lock = Lock()


def handle(call: ApiCall, scenario: Scenario) -> None:
    """Create the default role or the AWS managed policy that a call requests, for moto to respond with.

    Raises ServiceError if the call reads a role that does not exist.
    """
    if call.service != "iam":
        return
    if call.string("PolicyArn").startswith(_MANAGED_POLICIES):
        _ensure_managed_policy(call.account, call.string("PolicyArn"))
    if call.operation == "SimulatePrincipalPolicy":
        _, is_role, path = call.string("PolicySourceArn").partition(":role/")
        if is_role:
            ensure_role(call.account, path.rpartition("/")[2], scenario)
    if call.operation in _READ_OPERATIONS and not ensure_role(call.account, call.string("RoleName"), scenario):
        raise no_such_entity("role", call.string("RoleName"))


def no_such_entity(kind: str, name: str) -> ServiceError:
    """Return IAM's error for a missing role, user or group."""
    return ServiceError("NoSuchEntity", f"The {kind} with name {name} cannot be found.", 404)


def find_role(account: str, name: str) -> Any:
    """Return moto's role with this name in an account; None if it does not exist yet."""
    roles = list(iam_backends[account][PARTITION].roles.values())
    return next((role for role in roles if role.name == name), None)


def find_user_role(account: str, name: str) -> Any:
    """Return moto's role with this name if a client created it; None for a default role or a missing one."""
    role = find_role(account, name)
    return None if getattr(role, "is_default", False) else role


def role_arn(account: str, name: str, scenario: Scenario) -> str:
    """Return the ARN of the role with this name, also of a default role that does not exist yet."""
    role = find_role(account, name)
    default = f"arn:{PARTITION}:iam::{account}:role{_path(name, scenario)}{name}"
    return role.arn if role else _session_role(account, name) or default


def ensure_role(account: str, name: str, scenario: Scenario) -> bool:
    """Create the default role with this name unless it exists or the scenario excludes it; return whether it exists.

    A role with a session belongs to the caller, not to the validation: it exists in every scenario and has all
    permissions.
    """
    with _lock:
        session_role = _session_role(account, name)
        if find_role(account, name) or not name or (_setting(scenario) == "missing" and not session_role):
            return find_role(account, name) is not None
        iam = iam_backends[account][PARTITION]
        iam.roles = dict(iam.roles)  # moto may be iterating over the old dictionary in another thread
        path = session_role.partition(":role")[2].removesuffix(name) if session_role else _path(name, scenario)
        service = "ec2" if _setting(scenario) == "untrusted" else "sagemaker"
        role = iam.create_role(name, _trust_policy(service), path, None, "", [], "3600")
        policy = _allow(["*"]) if session_role else _policy(name, scenario)
        if policy is not None:
            role.put_policy("validation", json.dumps(policy))
        role.is_default = True  # type: ignore[attr-defined]  # marks moto's object
        return True


def _session_role(account: str, name: str) -> str:
    """Return the ARN of the role with this name for which a session exists; empty if there is none."""
    arns = [session.role_arn for session in sts_backends[account][PARTITION].assumed_roles]
    return next((arn for arn in arns if arn.rpartition("/")[2] == name), "")


def _ensure_managed_policy(account: str, policy_arn: str) -> None:
    """Add one AWS managed policy to moto, which otherwise loads either all of them or none."""
    with _lock:
        iam = iam_backends[account][PARTITION]
        name = policy_arn.rpartition("/")[2]
        document = json.loads(aws_managed_policies_data).get(name) if policy_arn not in iam.managed_policies else None
        if document:
            policy = AWSManagedPolicy.from_data(name, account, iam.region_name, document)
            iam.managed_policies = {**iam.managed_policies, policy.arn: policy}


def _setting(scenario: Scenario) -> Any:
    """Return the scenario's `role`: a string or an object."""
    return scenario.account.get("role") or {}


def _path(name: str, scenario: Scenario) -> str:
    setting = _setting(scenario)
    default = "/service-role/" if name.startswith(_SERVICE_ROLE_PREFIXES) else "/"
    if name.startswith(_SERVICE_LINKED_PREFIX):
        default = _SERVICE_LINKED_PATH
    return str(setting.get("path", default)) if isinstance(setting, dict) else default


def _policy(name: str, scenario: Scenario) -> Any:
    """Return the role's policy document; None if it has none."""
    setting = "no_ecr" if name.startswith(_SERVICE_LINKED_PREFIX) else _setting(scenario)
    if isinstance(setting, dict) and "policy" in setting:
        return setting["policy"]
    excluded = {"no_s3": "s3:", "no_ecr": "ecr:"}.get(str(setting), " ")
    return _allow([action for action in _VALIDATION_ACTIONS if not action.startswith(excluded)])


def _allow(actions: list[str]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}


def _trust_policy(service: str) -> str:
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
