"""Making the role of a validation: what the console does for a new one, with the least permissions instead of all."""

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

Telling = Generator[events.Event, None, str]

DESCRIPTION = "Validation of SageMaker model packages and algorithms for AWS Marketplace"
TAGS = {"sagemaker-marketplace:created-by": "sagemaker-marketplace-action"}
# IAM tells of a change everywhere only after a while; no source says how long. These are our numbers.
_LOOKS = (1, 1, 2, 4, 8)
_SETTLING_SECONDS = 10
# How long to wait, time after time, for SageMaker to see a role that was just made.
WAITS = (5, 10, 20, 30)
# Seen: aws/sagemaker-python-sdk#35, awslabs/predictive-maintenance-using-machine-learning#3.
_NOT_ASSUMED = re.compile(r"unable to assume the role|could not assume role", re.IGNORECASE)


def ensure(
    document: Document, arn: str, roles: Roles, clock: Clock, managed: bool = False, keys: Sequence[str] = ()
) -> Telling:
    """Make the role of an ARN fit for a manifest's validation, if need be make it; give the ARN it really has.

    `managed` attaches AmazonSageMakerFullAccess, too; `keys` are ARNs of the data's KMS keys. Raises Failure for a role
    that SageMaker may not take and for a call that is not allowed, Throttled or Lost where IAM gives no answer.
    """
    _, partition, _, _, account, _ = arn.split(":", 5)
    name = arn.rpartition("/")[2]
    trust, policy = permissions.validation_role(document, account, name, keys)
    found = roles.get(name)
    made = found is None
    if found is None:
        yield from _create(document.file, name, trust, roles)
        found = _seen(name, roles, clock)
    if not permissions.trusts_sagemaker(found["AssumeRolePolicyDocument"]):
        message = f"the role {name} is there, and does not trust {permissions.SERVICE}"
        raise Failure(message, AWS_REFUSED, "change its trust policy yourself, or name another role")
    roles.put_policy(name, policy_name(policy), policy)
    if managed:
        roles.attach(name, f"arn:{partition}:iam::aws:policy/{permissions.MANAGED}")
    if made:
        yield events.Note(document.file, f"waiting {_SETTLING_SECONDS} s until the role {name} is known everywhere")
        clock.sleep(_SETTLING_SECONDS)
    else:
        yield events.Note(document.file, f"the role {name} is there and has what this manifest needs")
    return str(found["Arn"])


def not_yet(failure: Failure) -> bool:
    """Whether a refused create call is SageMaker's that can't take the role: it may not know a new one yet."""
    return bool(_NOT_ASSUMED.search(failure.message))


def policy_name(policy: Mapping[str, Any]) -> str:
    """The name of an inline policy, made of its content: the same again is the same, another stands beside it."""
    written = json.dumps(policy, sort_keys=True)
    return f"sagemaker-marketplace-{sha256(written.encode()).hexdigest()[:8]}"


def _create(file: str, name: str, trust: Mapping[str, Any], roles: Roles) -> Generator[events.Event, None, None]:
    try:
        roles.create(name, trust, DESCRIPTION, TAGS)
    except NameConflict:
        yield events.Note(file, f"somebody has just made the role {name}")
    else:
        yield events.Note(file, f"the role {name} is made")


def _seen(name: str, roles: Roles, clock: Clock) -> dict[str, Any]:
    """The role that was made, as soon as IAM itself shows it."""
    for wait in (*_LOOKS, None):
        found = roles.get(name)
        if found is not None:
            return found
        if wait is not None:
            clock.sleep(wait)
    raise Failure(f"the role {name} was made, and IAM does not show it", AWS_REFUSED, "run the step again")
