"""The account's quotas must allow the instances that the validation needs.

Each account has quotas of instances by type and use. In new accounts many are 0, above all for batch transform, and the
validation fails when it starts the job, with a message about an account-level service limit. Instances that are already
running are not counted here.

Request an increase in Service Quotas, which needs hours to days, or validate on a type with a sufficient quota.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import quotas
from ...aws.queries import Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("servicequotas:ListServiceQuotas",)
SOURCES = (
    "repost knowledge center, SageMaker ResourceLimitExceeded: the quota by its name is 0 instances (seen)",
    "Service Quotas API, ListServiceQuotas: the value that is applied to the account (documented)",
)
_PREFERENCES = "InstancePreferences"


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each choice of machines that is above its quota; of several choices only if all are."""
    wanted = list(fields.instances(doc))
    if not wanted:
        return
    found = quotas.find_quotas(account, wanted[0].path, sorted({_name(machines) for machines in wanted}))
    short = [machines for machines in wanted if _name(machines) in found and machines.count > _value(machines, found)]
    fits = {machines.path[:-2] for machines in wanted if machines not in short}
    for machines in short:
        if _PREFERENCES in machines.path and machines.path[:-2] in fits:
            continue
        quota = found[_name(machines)]
        message = f"the quota {quota.name!r} is {quota.value:g}, but the validation needs {machines.count}"
        command = (
            f"aws service-quotas request-service-quota-increase --service-code sagemaker --quota-code {quota.code}"
        )
        hint = f"request an increase: {command} --desired-value {machines.count} --region {account.region}"
        yield machines.path, message, hint


def _name(machines: fields.Instances) -> str:
    return quotas.instances_quota(machines.type, machines.use)


def _value(machines: fields.Instances, found: dict[str, quotas.Quota]) -> float:
    return found[_name(machines)].value
