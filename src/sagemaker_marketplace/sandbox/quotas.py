"""Service Quotas of SageMaker: how many instances of each type the account may use for training, transform, endpoints.

Key of a scenario's `account`: `quota`, a mapping of quota names to values applied; all others are 4. The names are
the real ones, with a row for every type in every Region, sold there or not, as the service was seen to have it. The
real codes are opaque and one a name; these have their form and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from werkzeug.wrappers import Response

from sagemaker_marketplace.facts.facts import REALTIME, TRAINING, TRANSFORM, Facts
from sagemaker_marketplace.sandbox.answers import answer, page
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import ACCOUNT, Members, ServiceError

_USAGES = {TRAINING: "training job", TRANSFORM: "transform job", REALTIME: "endpoint"}
_VALUE = 4
_LISTS = ("ListServiceQuotas", "ListAWSDefaultServiceQuotas")
_GETS = ("GetServiceQuota", "GetAWSDefaultServiceQuota")
_PAGE = 100


def front(asked: Asked, scenario: Scenario) -> Response | None:
    """Answer what is asked about SageMaker's quotas, leave other calls.

    Raises ServiceError for a code or a token that does not exist.
    """
    if asked.operation not in (*_LISTS, *_GETS) or asked.members.get("ServiceCode") != "sagemaker":
        return None
    applied = {} if "AWSDefault" in asked.operation else scenario.account.get("quota", {})
    rows = _rows(asked.region, applied)
    if asked.operation in _GETS:
        return answer({"Quota": _of_code(rows, asked.members.get("QuotaCode"))})
    wanted = asked.members.get("QuotaCode")
    rows = [row for row in rows if wanted in (None, row["QuotaCode"])]
    size = min(int(asked.members.get("MaxResults", _PAGE)), _PAGE)
    quotas, following = page(rows, asked.members.get("NextToken"), size, "InvalidPaginationTokenException")
    return answer({"Quotas": quotas, **({"NextToken": following} if following else {})})


def _of_code(rows: list[Members], code: object) -> Members:
    for row in rows:
        if row["QuotaCode"] == code:
            return row
    raise ServiceError("NoSuchResourceException", f"The quota {code} does not exist.")


def _rows(region: str, applied: Mapping[str, float]) -> list[Members]:
    facts = Facts()
    names = [f"{name} for {usage} usage" for use, usage in _USAGES.items() for name in facts.types(use)]
    return [_row(region, name, applied.get(name, _VALUE)) for name in names]


def _row(region: str, name: str, value: float) -> Members:
    code = "L-" + hashlib.sha256(name.encode()).hexdigest()[:8].upper()
    return {
        "ServiceCode": "sagemaker",
        "ServiceName": "Amazon SageMaker",
        "QuotaArn": f"arn:aws:servicequotas:{region}:{ACCOUNT}:sagemaker/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": float(value),
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }
