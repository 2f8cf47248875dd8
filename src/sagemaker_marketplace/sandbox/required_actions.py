"""The IAM actions that a call requires, each with the ARN of the resource.

Source: the service authorization reference of each service. An unknown call requires the action with its own name, on
"*".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sagemaker_marketplace.sandbox import roles
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.scenario import Scenario

RequiredActions = list[tuple[str, str]]

_ANY = "*"
_SAGEMAKER = re.compile("(Create|Describe|Delete|Stop)(ModelPackage|Algorithm|TrainingJob|TransformJob|Model)")
_TYPES = {
    "ModelPackage": "model-package",
    "Algorithm": "algorithm",
    "TrainingJob": "training-job",
    "TransformJob": "transform-job",
    "Model": "model",
}
_BUCKET_ACTIONS = {"HeadBucket": "ListBucket", "ListObjects": "ListBucket", "ListObjectsV2": "ListBucket"}
# What a GET request for a bucket reads if its query has this key.
_BUCKET_SETTINGS = {
    "encryption": "GetEncryptionConfiguration",
    "location": "GetBucketLocation",
    "policy": "GetBucketPolicy",
    "versioning": "GetBucketVersioning",
}
# GetCallerIdentity requires no permission; a caller that assumes a role with a token has no credentials yet.
_WITHOUT_PERMISSION = ("GetCallerIdentity", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")


def required_actions(call: ApiCall, scenario: Scenario) -> RequiredActions:
    """Return the actions that a call requires, in the order of evaluation; empty if it requires no permission."""
    actions = _SERVICES.get(call.service)
    return actions(call, scenario) if actions else [(f"{call.service}:{call.operation}", _ANY)]


def _sagemaker(call: ApiCall, _: Scenario) -> RequiredActions:
    match = _SAGEMAKER.fullmatch(call.operation)
    resource = call.string("ResourceArn") or _ANY
    if match:
        name = call.string(f"{match[2]}Name")
        resource = name if name.startswith("arn:") else call.owner.arn(_TYPES[match[2]], name)
    required = [(f"sagemaker:{call.operation}", resource)]
    if call.operation in ("CreateModelPackage", "CreateAlgorithm"):
        required += [("sagemaker:AddTags", resource)] if call.parameters.get("Tags") else []
        specification = call.parameters.get("ValidationSpecification")
        role = specification.get("ValidationRole") if isinstance(specification, dict) else None
        required += [("iam:PassRole", role)] if role and isinstance(role, str) else []
    return required


def _ecr(call: ApiCall, _: Scenario) -> RequiredActions:
    names = call.parameters.get("repositoryNames") or [call.string("repositoryName")]
    owner = call.string("registryId") or call.account
    prefix = f"arn:{roles.PARTITION}:ecr:{call.region}:{owner}:repository/"
    return [(f"ecr:{call.operation}", f"{prefix}{name}" if name else _ANY) for name in names]


def _s3(call: ApiCall, _: Scenario) -> RequiredActions:
    if not call.bucket:
        return [("s3:ListAllMyBuckets", _ANY)]
    bucket = f"arn:{roles.PARTITION}:s3:::{call.bucket}"
    if call.key:
        action = "GetObject" if call.operation == "HeadObject" else call.operation
        version = "Version" if action == "GetObject" and "versionId" in call.query else ""
        return [(f"s3:{action}{version}", f"{bucket}/{call.key}")]
    settings = [action for key, action in _BUCKET_SETTINGS.items() if key in call.query and call.method == "GET"]
    action = settings[0] if settings else _BUCKET_ACTIONS.get(call.operation, call.operation)
    return [(f"s3:{action}", bucket)]


def _iam(call: ApiCall, scenario: Scenario) -> RequiredActions:
    account = f"arn:{roles.PARTITION}:iam::{call.account}:"
    resource = call.string("PolicySourceArn") or call.string("OpenIDConnectProviderArn")
    name = call.string("RoleName")
    if name and call.operation == "CreateRole":
        resource = f"{account}role{call.string('Path') or '/'}{name}"
    elif name:
        resource = roles.role_arn(call.account, name, scenario)
    elif "UserName" in call.parameters:
        resource = f"{account}user/{call.parameters['UserName']}"
    return [(f"iam:{call.operation}", resource or call.string("PolicyArn") or _ANY)]


def _sts(call: ApiCall, _: Scenario) -> RequiredActions:
    if call.operation in _WITHOUT_PERMISSION:
        return []
    return [(f"sts:{call.operation}", call.string("RoleArn") or _ANY)]


def _logs(call: ApiCall, _: Scenario) -> RequiredActions:
    """Return the log group's ARN with a suffix: a policy requires `:*` after the name of the group.

    Sources: CloudWatch Logs' guide on managing access; without a group: hashicorp/terraform-provider-aws#8804.
    """
    group = call.string("logGroupName") or call.string("logGroupIdentifier").rpartition(":")[2]
    prefix = f"arn:{roles.PARTITION}:logs:{call.region}:{call.account}:log-group:{group}"
    return [(f"logs:{call.operation}", f"{prefix}:log-stream:{call.string('logStreamName')}")]


def _account(call: ApiCall, _: Scenario) -> RequiredActions:
    """Return the action of an Account Management call: its path is the operation's name, first letter lowercase."""
    name = call.operation.rpartition("/")[2]
    return [(f"account:{name[:1].upper()}{name[1:]}", f"arn:{roles.PARTITION}:account::{call.account}:account")]


_SERVICES: dict[str, Callable[[ApiCall, Scenario], RequiredActions]] = {
    "account": _account,
    "ecr": _ecr,
    "iam": _iam,
    "logs": _logs,
    "s3": _s3,
    "sagemaker": _sagemaker,
    "sts": _sts,
}
