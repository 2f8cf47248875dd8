"""What a caller needs: the actions of the main job's own calls, and those that the account's checks declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .. import plugins
from ..manifest.document import Document
from .grants import Grant, Policy, policy
from .resource_arns import Ground
from .trust_policy import SERVICE
from .validation_role import MANAGED

PLAN, CREATE, WATCH = COMMANDS = ("plan", "create", "watch")
# What an action is done to.
_RESOURCE, _IMAGES, _BUCKETS, _OBJECTS = "Resources", "Images", "Buckets", "Objects"
_PASSED, _ROLES, _NEW_ROLE = "PassRole", "Roles", "NewRole"
_JOBS, _LOGS = "{job}Jobs", "Logs"
# What has no resource in a policy, so that `*` has to do: all of it is one statement.
_MACHINES, _LISTS, _REGION, _ALL = "Machines", "Lists", "Region", "Account"
# What makes a call happen that otherwise doesn't.
_TAGS, _REPLACE, _STOP = "Tags", "replace-failed", "on-cancel"
_MAKE, _FULL = "create-validation-role", "managed-policy"


@dataclass(frozen=True)
class Call:
    """An action of the main job; `needs` is what makes the call happen, if it doesn't always.

    `{kind}` stands for the kind, `{job}` for each job of the validation.
    """

    action: str
    about: str
    commands: tuple[str, ...]
    needs: str = ""


# Source: service authorization reference of SageMaker, CloudWatch Logs, ECR, IAM and the Price List Service.
CALLS = (
    Call("sagemaker:Describe{kind}", _RESOURCE, COMMANDS),
    Call("sagemaker:ListTags", _RESOURCE, (PLAN, CREATE), _TAGS),
    Call("sagemaker:Create{kind}", _RESOURCE, (CREATE,)),
    Call("sagemaker:AddTags", _RESOURCE, (CREATE,)),
    Call("sagemaker:Delete{kind}", _RESOURCE, (CREATE,), _REPLACE),
    Call("sagemaker:Delete{kind}", _RESOURCE, (CREATE,), _STOP),
    Call("sagemaker:Stop{job}Job", _JOBS, (CREATE,), _STOP),
    Call("sagemaker:Describe{job}Job", _JOBS, (CREATE, WATCH)),
    Call("sagemaker:List{job}Jobs", _LISTS, (CREATE, WATCH)),
    Call("logs:FilterLogEvents", _LOGS, (CREATE, WATCH)),
    Call("ecr:DescribeImages", _IMAGES, (PLAN, CREATE)),
    Call("pricing:GetProducts", _MACHINES, COMMANDS),
    Call("iam:PassRole", _PASSED, (CREATE,)),
    Call("iam:CreateRole", _NEW_ROLE, (CREATE,), _MAKE),
    Call("iam:GetRole", _NEW_ROLE, (CREATE,), _MAKE),
    Call("iam:PutRolePolicy", _NEW_ROLE, (CREATE,), _MAKE),
    Call("iam:TagRole", _NEW_ROLE, (CREATE,), _MAKE),
    Call("iam:AttachRolePolicy", _NEW_ROLE, (CREATE,), _FULL),
)
# What the actions of the account's checks are done to, by action or by service; others are allowed on everything.
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
    """How somebody calls: `principal` is the ARN of his role or user, `new_role` the name of a role that is made.

    `on_cancel_stop` is the input on-cancel: stop.
    """

    principal: str = ""
    replace_failed: bool = False
    new_role: str = ""
    managed_policy: bool = False
    on_cancel_stop: bool = False


def caller(documents: Sequence[Document], command: str, account_id: str = "", how: Caller | None = None) -> Policy:
    """The least policy with which a command can do all it does for these manifests; `check` needs no statement.

    Without an account ID it is that of each manifest's role or images, or the word ACCOUNT_ID. Raises Failure for a
    resource that hangs on a variable without a value.
    """
    return policy(grant for one in documents for grant in _grants(Ground(one, account_id), command, how or Caller()))


def _grants(ground: Ground, command: str, how: Caller) -> Iterator[Grant]:
    for action, about in dict.fromkeys([*_own(ground, command, how), *_of_checks(ground, command)]):
        sid, condition = _sid(action, about, ground.kind), _condition(action, ground.partition)
        for resource in _resources(ground, about, how):
            yield Grant(sid, action, resource, condition)


def _own(ground: Ground, command: str, how: Caller) -> Iterator[tuple[str, str]]:
    happens = {
        "": True,
        _TAGS: "Tags" in ground.document.spec,
        _REPLACE: how.replace_failed,
        _STOP: how.on_cancel_stop,
        _MAKE: _makes(ground, how),
        _FULL: _makes(ground, how) and how.managed_policy,
    }
    for call in CALLS:
        if command in call.commands and happens[call.needs]:
            for job in ground.jobs() if "{job}" in call.action else ("",):
                yield call.action.format(kind=ground.kind, job=job), call.about.format(job=job)


def _of_checks(ground: Ground, command: str) -> Iterator[tuple[str, str]]:
    if command not in (PLAN, CREATE):
        return
    checks = [check.module for check in plugins.checks() if ground.kind in check.module.KINDS]
    for action in sorted({action for check in checks for action in check.ACTIONS}.difference(_FREE)):
        yield action, _ABOUT.get(action) or _ABOUT.get(action.partition(":")[0], _ALL)


def _makes(ground: Ground, how: Caller) -> bool:
    """Whether a role is made: only for a manifest that names none."""
    return bool(how.new_role) and not ground.role


def _resources(ground: Ground, about: str, how: Caller) -> Iterable[str]:
    new = [ground.iam(f"role/{how.new_role}")] if _makes(ground, how) else []
    passed = [ground.role] if ground.role else new
    # Checks look at the caller, too. A caller who is not known is some role or user of the account.
    seen = [*passed, how.principal] if how.principal else [ground.iam("role/*"), ground.iam("user/*")]
    found: dict[str, Iterable[str]] = {
        _RESOURCE: ground.resources(),
        _IMAGES: ground.images(),
        _BUCKETS: ground.buckets(),
        _OBJECTS: ground.objects(),
        _PASSED: passed,
        _ROLES: seen,
        _NEW_ROLE: new,
        _LOGS: ground.logs(),
        _LISTS: ["*"],
        _MACHINES: ["*"] if ground.has_machines else [],
        _REGION: ["*"] if ground.is_opt_in else [],
        _ALL: ["*"],
        **{_JOBS.format(job=job): [ground.job(job)] for job in ground.jobs()},
    }
    return found[about]


def _sid(action: str, about: str, kind: str) -> str:
    if action == "iam:AttachRolePolicy":
        return "AttachPolicy"
    if about in (_MACHINES, _LISTS, _REGION):
        return _ALL
    return f"{kind}s" if about == _RESOURCE else about


def _condition(action: str, partition: str) -> tuple[str, ...]:
    """The condition that keeps an action to what it is for. Source: IAM user guide, condition keys of IAM."""
    conditions = {
        "iam:PassRole": ("StringEquals", "iam:PassedToService", SERVICE),
        "iam:AttachRolePolicy": ("ArnEquals", "iam:PolicyARN", f"arn:{partition}:iam::aws:policy/{MANAGED}"),
    }
    return conditions.get(action, ())
