"""Which IAM actions a call needs, each with the ARN of what it is done to.

Source: the service authorization reference of each service. A call that is not known here needs the action that has
its name, on "*".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sagemaker_marketplace.sandbox import roles
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import ACCOUNT, arn

Needed = list[tuple[str, str]]

_ANY = "*"
_SAGEMAKER = re.compile("(Create|Describe|Delete|Stop)(ModelPackage|Algorithm|TrainingJob|TransformJob)")
_TYPES = {
    "ModelPackage": "model-package",
    "Algorithm": "algorithm",
    "TrainingJob": "training-job",
    "TransformJob": "transform-job",
}
_ON_BUCKET = {"HeadBucket": "ListBucket", "ListObjects": "ListBucket", "ListObjectsV2": "ListBucket"}
_ON_OBJECT = {"HeadObject": "GetObject"}
# What a GET of a bucket asks for when its query has this key.
_OF_BUCKET = {
    "encryption": "GetEncryptionConfiguration",
    "location": "GetBucketLocation",
    "policy": "GetBucketPolicy",
    "versioning": "GetBucketVersioning",
}
# Nobody needs a permission to ask who he is, and who takes a role with a token has no credentials yet.
_FREE = ("GetCallerIdentity", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")


def actions(asked: Asked, scenario: Scenario) -> Needed:
    """Give what a call needs, in the order it is asked for; nothing for a call that everybody may make."""
    found = _SERVICES.get(asked.service)
    return found(asked, scenario) if found else [(f"{asked.service}:{asked.operation}", _ANY)]


def _sagemaker(asked: Asked, _: Scenario) -> Needed:
    named = _SAGEMAKER.fullmatch(asked.operation)
    resource = _text(asked.members, "ResourceArn") or _ANY
    if named:
        name = _text(asked.members, f"{named[2]}Name")
        resource = name if name.startswith("arn:") else arn(asked.region, _TYPES[named[2]], name)
    needed = [(f"sagemaker:{asked.operation}", resource)]
    if asked.operation in ("CreateModelPackage", "CreateAlgorithm"):
        role = _text(asked.members.get("ValidationSpecification"), "ValidationRole")
        needed += [("sagemaker:AddTags", resource)] if asked.members.get("Tags") else []
        needed += [("iam:PassRole", role)] if role else []
    return needed


def _ecr(asked: Asked, _: Scenario) -> Needed:
    names = asked.members.get("repositoryNames") or [_text(asked.members, "repositoryName")]
    owner = _text(asked.members, "registryId") or ACCOUNT
    location = f"arn:{roles.PARTITION}:ecr:{asked.region}:{owner}:repository/"
    return [(f"ecr:{asked.operation}", f"{location}{name}" if name else _ANY) for name in names]


def _s3(asked: Asked, _: Scenario) -> Needed:
    if not asked.bucket:
        return [("s3:ListAllMyBuckets", _ANY)]
    bucket = f"arn:{roles.PARTITION}:s3:::{asked.bucket}"
    if asked.key:
        action = _ON_OBJECT.get(asked.operation, asked.operation)
        version = "Version" if action == "GetObject" and "versionId" in asked.query else ""
        return [(f"s3:{action}{version}", f"{bucket}/{asked.key}")]
    of_bucket = [action for key, action in _OF_BUCKET.items() if key in asked.query and asked.method == "GET"]
    return [(f"s3:{(of_bucket or [_ON_BUCKET.get(asked.operation, asked.operation)])[0]}", bucket)]


def _iam(asked: Asked, scenario: Scenario) -> Needed:
    account = f"arn:{roles.PARTITION}:iam::{ACCOUNT}:"
    resource = _text(asked.members, "PolicySourceArn") or _text(asked.members, "OpenIDConnectProviderArn")
    name = _text(asked.members, "RoleName")
    if name and asked.operation == "CreateRole":
        resource = f"{account}role{_text(asked.members, 'Path') or '/'}{name}"
    elif name:
        resource = roles.arn(name, scenario)
    elif "UserName" in asked.members:
        resource = f"{account}user/{asked.members['UserName']}"
    return [(f"iam:{asked.operation}", resource or _text(asked.members, "PolicyArn") or _ANY)]


def _sts(asked: Asked, _: Scenario) -> Needed:
    if asked.operation in _FREE:
        return []
    return [(f"sts:{asked.operation}", _text(asked.members, "RoleArn") or _ANY)]


def _logs(asked: Asked, _: Scenario) -> Needed:
    """Name a log group with what follows it: a policy needs `:*` after the group's name.

    Sources: CloudWatch Logs' guide on managing access; without a group: hashicorp/terraform-provider-aws#8804.
    """
    group = _text(asked.members, "logGroupName") or _text(asked.members, "logGroupIdentifier").rpartition(":")[2]
    location = f"arn:{roles.PARTITION}:logs:{asked.region}:{ACCOUNT}:log-group:{group}"
    return [(f"logs:{asked.operation}", f"{location}:log-stream:{_text(asked.members, 'logStreamName')}")]


def _account(asked: Asked, _: Scenario) -> Needed:
    """Read a call of Account Management, whose paths are its operations' names with a small first letter."""
    name = asked.operation.rpartition("/")[2]
    return [(f"account:{name[:1].upper()}{name[1:]}", f"arn:{roles.PARTITION}:account::{ACCOUNT}:account")]


def _text(members: Any, key: str) -> str:
    """Give a member that is to be a text; empty if it is not there, or if a broken request has something else."""
    value = members.get(key) if isinstance(members, dict) else None
    return value if isinstance(value, str) else ""


_SERVICES: dict[str, Callable[[Asked, Scenario], Needed]] = {
    "account": _account,
    "ecr": _ecr,
    "iam": _iam,
    "logs": _logs,
    "s3": _s3,
    "sagemaker": _sagemaker,
    "sts": _sts,
}
