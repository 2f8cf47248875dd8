"""The policy of a caller: the actions of the commands' own calls, and those that the account checks declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .. import plugins
from ..manifest.document import Document
from ..manifest.findings import USAGE, Failure
from .grants import Grant, Policy, literal, policy
from .rehearsal_arns import RehearsalArns
from .resource_arns import ManifestArns
from .trust_policy import SERVICE
from .validation_role import MANAGED

PLAN, CREATE, WATCH = _ON_RESOURCES = ("plan", "create", "watch")
REHEARSE = "rehearse"
# No command of this program: what a workflow does with Docker and the AWS CLI before `create`.
UPLOAD = "upload"
COMMANDS = (*_ON_RESOURCES, REHEARSE, UPLOAD)
# What an action applies to.
_RESOURCE, _IMAGES, _BUCKETS, _OBJECTS = "Resources", "Images", "Buckets", "Objects"
_PASSED, _ROLES, _NEW_ROLE = "PassRole", "Roles", "NewRole"
_PULLED, _LOGIN, _DOWNLOADED, _LISTED = "PulledImages", "Login", "DownloadedObjects", "ListedBuckets"
_JOBS, _MODELS, _LOGS = "{job}Jobs", "Models", "Logs"
_REHEARSED = {_PULLED: _IMAGES, _DOWNLOADED: _OBJECTS, _LISTED: _BUCKETS}  # as the statements of the other commands
# Actions without resources in policies, so that `*` is needed: all are one statement.
_MACHINES, _LISTS, _REGION, _ALL = "Machines", "Lists", "Region", "Account"
# The condition of a call that is not always made.
_TAGS, _REPLACE, _STOP = "Tags", "replace-failed", "on-cancel"
_MAKE, _FULL = "create-validation-role", "managed-policy"
_SEVERAL = "several manifests of the kind"


@dataclass(frozen=True)
class Call:
    """An action of a command; `needs` is the condition of a call that is not always made.

    `{kind}` stands for the kind, `{job}` for each job of the validation.
    """

    action: str
    about: str
    commands: tuple[str, ...]
    needs: str = ""


# Source: service authorization reference of SageMaker, CloudWatch Logs, ECR, S3, IAM and the Price List Service. Those
# that the engine needs to pull an image are in the managed policy AmazonEC2ContainerRegistryPullOnly; to push one, ECR
# user guide, image-push-iam.
CALLS = (
    Call("ecr:GetAuthorizationToken", _ALL, (UPLOAD,)),
    Call("ecr:BatchCheckLayerAvailability", _IMAGES, (UPLOAD,)),
    Call("ecr:BatchGetImage", _IMAGES, (UPLOAD,)),
    Call("ecr:CompleteLayerUpload", _IMAGES, (UPLOAD,)),
    Call("ecr:InitiateLayerUpload", _IMAGES, (UPLOAD,)),
    Call("ecr:PutImage", _IMAGES, (UPLOAD,)),
    Call("ecr:UploadLayerPart", _IMAGES, (UPLOAD,)),
    Call("s3:PutObject", _OBJECTS, (UPLOAD,)),
    Call("ecr:GetAuthorizationToken", _LOGIN, (REHEARSE,)),
    Call("ecr:BatchGetImage", _PULLED, (REHEARSE,)),
    Call("ecr:DescribeImages", _PULLED, (REHEARSE,)),
    Call("ecr:GetDownloadUrlForLayer", _PULLED, (REHEARSE,)),
    Call("s3:GetObject", _DOWNLOADED, (REHEARSE,)),
    Call("s3:ListBucket", _LISTED, (REHEARSE,)),
    Call("sagemaker:Describe{kind}", _RESOURCE, _ON_RESOURCES),
    Call("sagemaker:ListTags", _RESOURCE, (PLAN, CREATE), _TAGS),
    Call("sagemaker:Create{kind}", _RESOURCE, (CREATE,)),
    Call("sagemaker:AddTags", _RESOURCE, (CREATE,)),
    Call("sagemaker:Delete{kind}", _RESOURCE, (CREATE,), _REPLACE),
    Call("sagemaker:Delete{kind}", _RESOURCE, (CREATE,), _STOP),
    Call("sagemaker:ListTags", _RESOURCE, (CREATE,), _STOP),
    Call("sagemaker:Stop{job}Job", _JOBS, (CREATE,), _STOP),
    Call("sagemaker:DescribeModel", _MODELS, (CREATE,), _STOP),
    Call("sagemaker:Describe{job}Job", _JOBS, (CREATE, WATCH)),
    Call("sagemaker:List{job}Jobs", _LISTS, (CREATE, WATCH)),
    Call("sagemaker:List{kind}s", _LISTS, (CREATE, WATCH), _SEVERAL),
    Call("sagemaker:DescribeModel", _MODELS, (CREATE, WATCH), _SEVERAL),
    Call("logs:FilterLogEvents", _LOGS, (CREATE, WATCH)),
    Call("ecr:DescribeImages", _IMAGES, (PLAN, CREATE)),
    Call("pricing:GetProducts", _MACHINES, _ON_RESOURCES),
    Call("iam:PassRole", _PASSED, (CREATE,)),
    Call("iam:CreateRole", _NEW_ROLE, (CREATE,), _MAKE),
    Call("iam:GetRole", _NEW_ROLE, (CREATE,), _MAKE),
    Call("iam:PutRolePolicy", _NEW_ROLE, (CREATE,), _MAKE),
    Call("iam:TagRole", _NEW_ROLE, (CREATE,), _MAKE),
    Call("iam:AttachRolePolicy", _NEW_ROLE, (CREATE,), _FULL),
)
# What the actions of the account checks apply to, by action or by service; others are allowed on all resources.
# Source: service authorization reference of each service.
_ABOUT = {
    "account": _REGION,
    "ecr": _IMAGES,
    "s3:GetBucketLocation": _BUCKETS,
    "s3:ListBucket": _BUCKETS,
    "s3:GetObject": _OBJECTS,
    "iam:GetRole": _ROLES,
    "iam:SimulatePrincipalPolicy": _ROLES,
    "pricing": _MACHINES,
    "servicequotas": _MACHINES,
}
# Source: STS API, GetCallerIdentity: no permission is needed.
_FREE = ("sts:GetCallerIdentity",)


@dataclass(frozen=True)
class Caller:
    """The caller: `principal` is the ARN of its role or user, `new_role` the name of a role to create.

    `on_cancel_stop` is the input on-cancel: stop, `rehearse` the input rehearse.
    """

    principal: str = ""
    replace_failed: bool = False
    new_role: str = ""
    managed_policy: bool = False
    on_cancel_stop: bool = False
    rehearse: bool = False


def caller(documents: Sequence[Document], command: str, account_id: str = "", how: Caller | None = None) -> Policy:
    """Return the least-privilege policy of a command for these manifests; `check` needs no statement.

    The account is by default that of each manifest's role or images, or ACCOUNT_ID. Raises Failure for a
    resource that depends on a variable without a value.
    """
    numbers = Counter(one.kind for one in documents)
    return policy(
        grant
        for one in documents
        for grant in _grants(ManifestArns(one, account_id), command, how or Caller(), numbers[one.kind] > 1)
    )


def assume_roles(documents: Sequence[Document]) -> Policy:
    """Return the policy of the credentials with which a run assumes the roles that the manifests name.

    Raises Failure for manifests without a role, and for a role that depends on a variable without a value.
    """
    roles = [literal(document.role_to_assume) for document in documents if document.role_to_assume]
    if not roles:
        hint = "add it to a manifest, or leave out --for assume-role"
        raise Failure("no manifest has role-to-assume", USAGE, hint)
    return policy(Grant("AssumeRoles", "sts:AssumeRole", role) for role in roles)


def _grants(arns: ManifestArns, command: str, how: Caller, is_one_of_several: bool) -> Iterator[Grant]:
    own = _own(arns, command, how, is_one_of_several)
    for action, about in dict.fromkeys([*own, *_of_checks(arns, command)]):
        sid, condition = _sid(action, about, arns.kind), _condition(action, arns.partition)
        for resource in _resources(arns, about, how):
            yield Grant(sid, action, resource, condition)


def _own(arns: ManifestArns, command: str, how: Caller, is_one_of_several: bool) -> Iterator[tuple[str, str]]:
    happens = {
        "": True,
        _TAGS: "Tags" in arns.document.spec,
        _REPLACE: how.replace_failed,
        _STOP: how.on_cancel_stop,
        _MAKE: _makes(arns, how),
        _FULL: _makes(arns, how) and how.managed_policy,
        _SEVERAL: is_one_of_several,
    }
    commands = {command, REHEARSE} if _rehearses(command, how) else {command}
    for call in CALLS:
        if commands.intersection(call.commands) and happens[call.needs]:
            for job in arns.jobs() if "{job}" in call.action else ("",):
                yield call.action.format(kind=arns.kind, job=job), call.about.format(job=job)


def _of_checks(arns: ManifestArns, command: str) -> Iterator[tuple[str, str]]:
    if command not in (PLAN, CREATE):
        return
    checks = [check.module for check in plugins.checks() if arns.kind in check.module.KINDS]
    for action in sorted({action for check in checks for action in check.ACTIONS}.difference(_FREE)):
        yield action, _ABOUT.get(action) or _ABOUT.get(action.partition(":")[0], _ALL)


def _rehearses(command: str, how: Caller) -> bool:
    """Whether a create rehearses: then no local image replaces those of the request."""
    return command == CREATE and how.rehearse


def _makes(arns: ManifestArns, how: Caller) -> bool:
    """Whether a role is created: only for a manifest without a role."""
    return bool(how.new_role) and not arns.role


def _resources(arns: ManifestArns, about: str, how: Caller) -> Iterable[str]:
    new = [arns.iam(f"role/{how.new_role}")] if _makes(arns, how) else []
    passed = [arns.role] if arns.role else new
    # Checks query the caller, too. An unknown caller can be any role or user of the account.
    seen = [*passed, how.principal] if how.principal else [arns.iam("role/*"), arns.iam("user/*")]
    rehearsed = RehearsalArns(arns, how.rehearse)
    found: dict[str, Iterable[str]] = {
        _LOGIN: ["*"] if rehearsed.images() else [],
        _PULLED: rehearsed.images(),
        _DOWNLOADED: rehearsed.objects(),
        _LISTED: rehearsed.buckets(),
        _RESOURCE: arns.resources(),
        _IMAGES: arns.images(),
        _BUCKETS: arns.buckets(),
        _OBJECTS: arns.objects(),
        _PASSED: passed,
        _ROLES: seen,
        _NEW_ROLE: new,
        _LOGS: arns.logs(),
        _MODELS: arns.models(),
        _LISTS: ["*"],
        _MACHINES: ["*"] if arns.has_machines else [],
        _REGION: ["*"] if arns.is_opt_in else [],
        _ALL: ["*"],
        **{_JOBS.format(job=job): [arns.job(job)] for job in arns.jobs()},
    }
    return found[about]


def _sid(action: str, about: str, kind: str) -> str:
    if action == "iam:AttachRolePolicy":
        return "AttachPolicy"
    if about in (_MACHINES, _LISTS, _REGION, _LOGIN):
        return _ALL
    return f"{kind}s" if about == _RESOURCE else _REHEARSED.get(about, about)


def _condition(action: str, partition: str) -> tuple[str, ...]:
    """Return the condition that restricts an action to its purpose. Source: IAM user guide, condition keys of IAM."""
    conditions = {
        "iam:PassRole": ("StringEquals", "iam:PassedToService", SERVICE),
        "iam:AttachRolePolicy": ("ArnEquals", "iam:PolicyARN", f"arn:{partition}:iam::aws:policy/{MANAGED}"),
    }
    return conditions.get(action, ())
