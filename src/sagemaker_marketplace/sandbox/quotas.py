"""Service Quotas of SageMaker: how many instances of each type the account can use for training, transform, endpoints.

Key of a scenario's `account`: `quota`, applied values by quota name; all others are 4. The names are real; as observed
in the service, there is a quota for every type in every Region, whether available there or not. Real quota codes are
opaque, one per name; the codes here only have the same format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache

from werkzeug.wrappers import Response

from sagemaker_marketplace.facts.facts import REALTIME, TRAINING, TRANSFORM, Facts
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, Owner, ServiceError
from sagemaker_marketplace.sandbox.responses import json_response, paginate
from sagemaker_marketplace.sandbox.scenario import Scenario

_USAGES = {TRAINING: "training job", TRANSFORM: "transform job", REALTIME: "endpoint"}
_DEFAULT_VALUE = 4
_LIST_OPERATIONS = ("ListServiceQuotas", "ListAWSDefaultServiceQuotas")
_GET_OPERATIONS = ("GetServiceQuota", "GetAWSDefaultServiceQuota")
_PAGE = 100


def handle(call: ApiCall, scenario: Scenario) -> Response | None:
    """Respond to calls about SageMaker's quotas; None for any other call.

    Raises ServiceError for an unknown quota code or token.
    """
    if call.operation not in (*_LIST_OPERATIONS, *_GET_OPERATIONS) or call.parameters.get("ServiceCode") != "sagemaker":
        return None
    applied = {} if "AWSDefault" in call.operation else scenario.account.get("quota", {})
    quotas = _quotas(call.owner, applied)
    if call.operation in _GET_OPERATIONS:
        return json_response({"Quota": _find(quotas, call.parameters.get("QuotaCode"))})
    code = call.parameters.get("QuotaCode")
    quotas = [quota for quota in quotas if code in (None, quota["QuotaCode"])]
    size = min(int(call.parameters.get("MaxResults", _PAGE)), _PAGE)
    page, next_token = paginate(quotas, call.parameters.get("NextToken"), size, "InvalidPaginationTokenException")
    return json_response({"Quotas": page, **({"NextToken": next_token} if next_token else {})})


def refusal(new: Job, running: Iterable[Job], scenario: Scenario) -> str:
    """Return why the account's quota refuses a new job beside the running ones; empty if it does not.

    The message was reported by users with new accounts: AWS re:Post, sagemaker-resource-limit-exceeded-error.
    """
    name, delta = new.instances
    quota = f"{name} for {_USAGES[new.stage]} usage"
    limit = scenario.account.get("quota", {}).get(quota, _DEFAULT_VALUE)
    same_type = (job.instances for job in running if job.stage == new.stage)
    used = sum(count for other, count in same_type if other == name)
    if not name or used + delta <= limit:
        return ""
    return (
        f"ResourceLimitExceeded: The account-level service limit '{quota}' is {limit} Instances, with current "
        f"utilization of {used} Instances and a request delta of {delta} Instances. Please use AWS Service Quotas to "
        "request an increase for this quota."
    )


def _find(quotas: list[JsonObject], code: object) -> JsonObject:
    for quota in quotas:
        if quota["QuotaCode"] == code:
            return quota
    raise ServiceError("NoSuchResourceException", f"The quota {code} does not exist.")


def _quotas(owner: Owner, applied: Mapping[str, float]) -> list[JsonObject]:
    facts = Facts()
    names = [f"{name} for {usage} usage" for use, usage in _USAGES.items() for name in facts.types(use)]
    return [_quota(owner, name, applied.get(name, _DEFAULT_VALUE)) for name in names]


def _quota(owner: Owner, name: str, value: float) -> JsonObject:
    code = _code(name)
    return {
        "ServiceCode": "sagemaker",
        "ServiceName": "Amazon SageMaker",
        "QuotaArn": f"arn:aws:servicequotas:{owner.region}:{owner.account}:sagemaker/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": float(value),
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }


@cache
def _code(name: str) -> str:
    return "L-" + hashlib.sha256(name.encode()).hexdigest()[:8].upper()
