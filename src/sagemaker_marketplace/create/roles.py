"""Creates the role of a validation: as the console does, but with the least permissions."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from .. import permissions
from ..aws.errors import NameConflict
from ..aws.roles import Roles
from ..context import Clock
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, Failure
from ..report import events

DESCRIPTION = "Validation of SageMaker model packages and algorithms for AWS Marketplace"
TAGS = {"sagemaker-marketplace:created-by": "sagemaker-marketplace-action"}
# IAM is eventually consistent, and no source says how long a change takes. These numbers are our choice.
_POLL_DELAYS = (1, 1, 2, 4, 8)
_PROPAGATION_SECONDS = 10
# Seconds before each retry of a create call that was refused because SageMaker can't assume a new role yet.
RETRY_DELAYS = (5, 10, 20, 30)
# Seen: aws/sagemaker-python-sdk#35, awslabs/predictive-maintenance-using-machine-learning#3.
_NOT_ASSUMED = re.compile(r"unable to assume the role|could not assume role", re.IGNORECASE)


def ensure(
    document: Document, arn: str, roles: Roles, clock: Clock, managed: bool = False, keys: Sequence[str] = ()
) -> Generator[events.Event, None, str]:
    """Give the role with this ARN what a manifest's validation needs, create it if it is missing, return its real ARN.

    `managed` also attaches AmazonSageMakerFullAccess; `keys` are ARNs of KMS keys that encrypt the data. Raises Failure
    for an existing role that this program has not created, for one that SageMaker can't assume and for a call that is
    not allowed, Throttled or NoResponse if IAM does not answer.
    """
    _, partition, _, _, account, _ = arn.split(":", 5)
    name = arn.rpartition("/")[2]
    trust, policy = permissions.validation_role(document, account, name, keys)
    role = roles.get(name)
    is_new = role is None
    if role is None:
        yield from _create(document.file, name, trust, roles)
        role = _await_role(name, roles, clock)
    _require_own(role, name)
    if not permissions.trusts_sagemaker(role["AssumeRolePolicyDocument"]):
        message = f"the existing role {name} does not trust {permissions.SERVICE}"
        raise Failure(message, AWS_REFUSED, "change its trust policy, or use another role name")
    roles.put_policy(name, policy_name(policy), policy)
    if managed:
        roles.attach(name, f"arn:{partition}:iam::aws:policy/{permissions.MANAGED}")
    if is_new:
        yield events.Note(document.file, f"waiting {_PROPAGATION_SECONDS} s for IAM to propagate")
        clock.sleep(_PROPAGATION_SECONDS)
    else:
        yield events.Note(document.file, f"the role {name} exists and has the permissions this manifest needs")
    return str(role["Arn"])


def _require_own(role: Mapping[str, Any], name: str) -> None:
    """Raise Failure unless the role has this program's tag: permissions are never added to another product's role.

    Source: IAM API, GetRole returns the role's tags.
    """
    tags = {tag.get("Key"): tag.get("Value") for tag in role.get("Tags", ())}
    if not TAGS.items() <= tags.items():
        tag = ",".join(f"Key={key},Value={value}" for key, value in TAGS.items())
        hint = (
            "use another role name, or set ValidationRole in the manifest; to let this program change the role:\n"
            f"aws iam tag-role --role-name {name} --tags {tag}"
        )
        raise Failure(f"the existing role {name} was not created by this program", AWS_REFUSED, hint)


def is_role_not_assumed(failure: Failure) -> bool:
    """Whether a create call was refused because SageMaker can't assume the role: a new role may need more time."""
    return bool(_NOT_ASSUMED.search(failure.message))


def policy_name(policy: Mapping[str, Any]) -> str:
    """The name of an inline policy, derived from its content: the same policy replaces itself, others are kept."""
    text = json.dumps(policy, sort_keys=True)
    return f"sagemaker-marketplace-{sha256(text.encode()).hexdigest()[:8]}"


def _create(file: str, name: str, trust: Mapping[str, Any], roles: Roles) -> Generator[events.Event, None, None]:
    try:
        roles.create(name, trust, DESCRIPTION, TAGS)
    except NameConflict:
        yield events.Note(file, f"the role {name} was created by another process at the same time")
    else:
        yield events.Note(file, f"created role {name}")


def _await_role(name: str, roles: Roles, clock: Clock) -> dict[str, Any]:
    """Poll IAM until it returns the new role."""
    for delay in (*_POLL_DELAYS, None):
        role = roles.get(name)
        if role is not None:
            return role
        if delay is not None:
            clock.sleep(delay)
    raise Failure(f"created role {name}, but IAM does not return it", AWS_REFUSED, "retry later")
